// SPDX-License-Identifier: GPL-2.0-only
/* The lock is held for each access, as in Rust, where that keeps the entry alive. */
#include <linux/maple_tree.h>
#include <linux/slab.h>

#include "harness.h"

#define RANGES 1000
#define LEN 16

static DEFINE_MTREE(tree);

static int replace(void)
{
	for (unsigned long number = 0; number < RANGES; number++) {
		unsigned long first = number * LEN;
		void *old = mtree_erase(&tree, first);
		int error;

		if (!old)
			continue;
		error = mtree_insert_range(&tree, first, first + LEN - 1, old, GFP_KERNEL);
		if (error) {
			kfree(old);
			return error;
		}
	}
	return 0;
}

static int load(void)
{
	for (unsigned long number = 0; number < RANGES; number++) {
		unsigned long *value;
		bool found;

		mtree_lock(&tree);
		value = mtree_load(&tree, number * LEN + 1);
		found = value && *value == number;
		mtree_unlock(&tree);
		if (!found)
			return -ENOENT;
	}
	return 0;
}

static int fill(void)
{
	for (unsigned long number = 0; number < RANGES; number++) {
		unsigned long *value = kmalloc(sizeof(*value), GFP_KERNEL);
		int error;

		if (!value)
			return -ENOMEM;
		*value = number;
		error = mtree_insert_range(&tree, number * LEN, number * LEN + LEN - 1, value, GFP_KERNEL);
		if (error) {
			kfree(value);
			return error;
		}
	}
	return 0;
}

static void free_all(void)
{
	unsigned long index = 0;
	unsigned long *value;

	mt_for_each(&tree, value, index, ULONG_MAX)
		kfree(value);
	mtree_destroy(&tree);
}

static int __init tree_init(void)
{
	int error = fill();

	measure("erase and insert", RANGES, error = error ?: replace());
	measure("load", RANGES, error = error ?: load());
	free_all();
	return error;
}

static void __exit tree_exit(void)
{
}

module_init(tree_init);
module_exit(tree_exit);

MODULE_DESCRIPTION("Benchmark: maple tree, in C");
MODULE_LICENSE("GPL");
