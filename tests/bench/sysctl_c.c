// SPDX-License-Identifier: GPL-2.0-only
/* Does what the Rust half does; nothing is left out. */
#include <linux/module.h>
#include <linux/sysctl.h>

static int number = 1234;
static int least;
static int most = 4096;

/* Older trees look for an empty entry at the end. */
static struct ctl_table entries[2] = {
	{
		.procname = "number",
		.data = &number,
		.maxlen = sizeof(number),
		.mode = 0644,
		.proc_handler = proc_dointvec_minmax,
		.extra1 = &least,
		.extra2 = &most,
	},
};

static struct ctl_table_header *folder;

static int __init sysctl_bench_init(void)
{
#ifdef register_sysctl
	/* It counts the entries, of which the last one is none here. */
	folder = register_sysctl_sz("bench_sysctl_c", entries, 1);
#else
	folder = register_sysctl("bench_sysctl_c", entries);
#endif
	return folder ? 0 : -ENOMEM;
}

static void __exit sysctl_bench_exit(void)
{
	unregister_sysctl_table(folder);
}

module_init(sysctl_bench_init);
module_exit(sysctl_bench_exit);

MODULE_DESCRIPTION("Benchmark: sysctl, in C");
MODULE_LICENSE("GPL");
