// SPDX-License-Identifier: GPL-2.0-only
/* Does what the Rust half does; nothing is left out. */
#include <linux/kobject.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/sysfs.h>

static struct kobject *folder;
static u32 number = 1234;

static ssize_t number_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", READ_ONCE(number));
}

static ssize_t number_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			    size_t count)
{
	u32 value;
	int error = kstrtou32(buf, 0, &value);

	if (error)
		return error;
	WRITE_ONCE(number, value);
	return count;
}

static struct kobj_attribute number_attribute = __ATTR_RW(number);

static int __init sysfs_bench_init(void)
{
	int error;

	folder = kobject_create_and_add("bench_sysfs_c", kernel_kobj);
	if (!folder)
		return -ENOMEM;
	error = sysfs_create_file(folder, &number_attribute.attr);
	if (error)
		kobject_put(folder);
	return error;
}

static void __exit sysfs_bench_exit(void)
{
	kobject_put(folder);
}

module_init(sysfs_bench_init);
module_exit(sysfs_bench_exit);

MODULE_DESCRIPTION("Benchmark: sysfs, in C");
MODULE_LICENSE("GPL");
