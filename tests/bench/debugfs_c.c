// SPDX-License-Identifier: GPL-2.0-only
/* Does what the Rust half does; nothing is left out. */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/seq_file.h>

static struct dentry *folder;
static u64 turns = 1234;

static int turns_show(struct seq_file *m, void *unused)
{
	seq_printf(m, "%llu turns\n", READ_ONCE(turns));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(turns);

static int __init debugfs_bench_init(void)
{
	folder = debugfs_create_dir("bench_debugfs_c", NULL);
	debugfs_create_file("turns", 0444, folder, NULL, &turns_fops);
	return 0;
}

static void __exit debugfs_bench_exit(void)
{
	debugfs_remove_recursive(folder);
}

module_init(debugfs_bench_init);
module_exit(debugfs_bench_exit);

MODULE_DESCRIPTION("Benchmark: debugfs, in C");
MODULE_LICENSE("GPL");
