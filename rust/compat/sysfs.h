/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Attributes of kobjects. What they consist of is not the same in all trees: functions may
 * be in a union, and so may the list of a group.
 */
#ifndef _RUST_COMPAT_SYSFS_H
#define _RUST_COMPAT_SYSFS_H

#include <linux/kobject.h>
#include <linux/sysfs.h>

static inline void kobj_attribute_init(struct kobj_attribute *attr, const char *name, umode_t mode,
				       ssize_t (*show)(struct kobject *kobj,
						       struct kobj_attribute *attr, char *buf),
				       ssize_t (*store)(struct kobject *kobj,
							struct kobj_attribute *attr,
							const char *buf, size_t count),
				       struct lock_class_key *key)
{
	attr->attr.name = name;
	attr->attr.mode = mode;
#ifdef CONFIG_DEBUG_LOCK_ALLOC
	attr->attr.key = key;
#endif
	attr->show = show;
	attr->store = store;
}

static inline void attribute_group_init(struct attribute_group *group, const char *name,
					struct attribute **attrs)
{
	group->name = name;
	group->attrs = attrs;
}

#endif
