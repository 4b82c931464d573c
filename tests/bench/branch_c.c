// SPDX-License-Identifier: GPL-2.0-only
/* Does what the Rust half does; nothing is left out. */
#include <linux/jump_label.h>

#include "harness.h"

#define OPERATIONS 100000

static DEFINE_STATIC_KEY_FALSE(key);

/* Counts how often the key is on. */
static noinline u32 look(u32 sum)
{
	for (int i = 0; i < OPERATIONS; i++)
		if (static_branch_unlikely(&key))
			sum++;
	return sum;
}

static int __init branch_init(void)
{
	u32 sum = 0, off;

	measure("off", OPERATIONS, sum = look(sum));
	off = sum;
	static_branch_enable(&key);
	measure("on", OPERATIONS, sum = look(sum));
	/* The code has followed the key. */
	return !off && sum ? 0 : -EINVAL;
}

static void __exit branch_exit(void)
{
}

module_init(branch_init);
module_exit(branch_exit);

MODULE_DESCRIPTION("Benchmark: static branch, in C");
MODULE_LICENSE("GPL");
