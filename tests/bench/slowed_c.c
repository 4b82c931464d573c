// SPDX-License-Identifier: GPL-2.0-only
/* Does what the Rust half says that it does. */
#include <linux/slab.h>

#include "harness.h"

#define OPERATIONS 10000

static int once(size_t size)
{
	void *p = kmalloc(size, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	kfree(p);
	return 0;
}

static int all(size_t size)
{
	for (int i = 0; i < OPERATIONS; i++) {
		int error = once(size);

		if (error)
			return error;
	}
	return 0;
}

static int __init slowed_init(void)
{
	int error = 0;

	measure("64 bytes", OPERATIONS, error = error ?: all(64));
	return error;
}

static void __exit slowed_exit(void)
{
}

module_init(slowed_init);
module_exit(slowed_exit);

MODULE_DESCRIPTION("Benchmark: slowed, in C");
MODULE_LICENSE("GPL");
