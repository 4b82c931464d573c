// SPDX-License-Identifier: GPL-2.0-only
/* Does what the Rust half does; nothing is left out. */
#include <linux/configfs.h>
#include <linux/kernel.h>
#include <linux/module.h>

static u32 number = 1234;

static ssize_t bench_number_show(struct config_item *item, char *page)
{
	return sprintf(page, "%u\n", READ_ONCE(number));
}

static ssize_t bench_number_store(struct config_item *item, const char *page, size_t count)
{
	u32 value;
	int error = kstrtou32(page, 0, &value);

	if (error)
		return error;
	WRITE_ONCE(number, value);
	return count;
}

CONFIGFS_ATTR(bench_, number);

static struct configfs_attribute *attributes[] = { &bench_attr_number, NULL };

static const struct config_item_type type = {
	.ct_attrs = attributes,
	.ct_owner = THIS_MODULE,
};

static struct configfs_subsystem folder = {
	.su_group.cg_item = {
		.ci_namebuf = "bench_configfs_c",
		.ci_type = &type,
	},
};

static int __init configfs_bench_init(void)
{
	config_group_init(&folder.su_group);
	mutex_init(&folder.su_mutex);
	return configfs_register_subsystem(&folder);
}

static void __exit configfs_bench_exit(void)
{
	configfs_unregister_subsystem(&folder);
}

module_init(configfs_bench_init);
module_exit(configfs_bench_exit);

MODULE_DESCRIPTION("Benchmark: configfs, in C");
MODULE_LICENSE("GPL");
