/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Attributes of kobjects. What they consist of is not the same in all trees: functions may
 * be in a union, and so may the list of a group.
 */
#ifndef _RUST_COMPAT_SYSFS_H
#define _RUST_COMPAT_SYSFS_H

#include <linux/kobject.h>
#include <linux/sysfs.h>

/* Where an attribute's functions are, whatever they are part of. */
enum {
	KOBJ_ATTRIBUTE_SHOW = offsetof(struct kobj_attribute, show),
	KOBJ_ATTRIBUTE_STORE = offsetof(struct kobj_attribute, store),
};

/* An attribute without a key of its own counts as a lock of the class @key. */
static inline void attribute_set_key(struct attribute *attr, struct lock_class_key *key)
{
#ifdef CONFIG_DEBUG_LOCK_ALLOC
	attr->key = key;
#endif
}

static inline void attribute_group_init(struct attribute_group *group, const char *name,
					struct attribute **attrs)
{
	group->name = name;
	group->attrs = attrs;
}

#endif
