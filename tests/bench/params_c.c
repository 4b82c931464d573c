// SPDX-License-Identifier: GPL-2.0-only
/* Does what the Rust half does; nothing is left out. */
#include <linux/moduleparam.h>

#include "harness.h"

static unsigned int count = 3;
module_param(count, uint, 0444);
MODULE_PARM_DESC(count, "How many");

static unsigned long long offset = 69;
module_param(offset, ullong, 0444);
MODULE_PARM_DESC(offset, "From where");

static bool verbose;
module_param(verbose, bool, 0444);
MODULE_PARM_DESC(verbose, "Whether to say more");

static int __init params_init(void)
{
	pr_info("count %u, offset %llu, verbose %s\n", count, offset, verbose ? "true" : "false");
	return 0;
}

static void __exit params_exit(void)
{
}

module_init(params_init);
module_exit(params_exit);

MODULE_DESCRIPTION("Benchmark: params, in C");
MODULE_LICENSE("GPL");
