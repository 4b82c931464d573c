// SPDX-License-Identifier: GPL-2.0-only
/*
 * A bitmap of the numbers that are taken. A number is in the bitmap, or the kernel
 * warns, as in Rust. A small pool is allocated like a large one.
 */
#include <linux/bitmap.h>
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/slab.h>

#include "harness.h"

#define OPERATIONS 100000
#define TAKEN 1000
#define NUMBERS 4096

struct pool {
	unsigned long *taken;
	unsigned long size;
};

static inline long take(struct pool *pool)
{
	unsigned long id = find_next_zero_bit(pool->taken, pool->size, 0);

	if (id >= pool->size)
		return -ENOSPC;
	__set_bit(id, pool->taken);
	return id;
}

static inline void give_back(struct pool *pool, unsigned long id)
{
	if (!WARN_ON(id >= pool->size))
		__clear_bit(id, pool->taken);
}

static int use_one(struct pool *pool)
{
	for (int i = 0; i < OPERATIONS; i++) {
		long id = take(pool);

		if (id < 0)
			return id;
		give_back(pool, id);
	}
	return 0;
}

static int __init ids_init(void)
{
	struct pool pool = { bitmap_zalloc(NUMBERS, GFP_KERNEL), NUMBERS };
	int error = 0;

	if (!pool.taken)
		return -ENOMEM;
	/* What is behind a pointer may be of any size. */
	barrier_data(&pool);
	for (int i = 0; i < TAKEN; i++)
		take(&pool);
	measure("take and give back", OPERATIONS, error = error ?: use_one(&pool));
	bitmap_free(pool.taken);
	return error;
}

static void __exit ids_exit(void)
{
}

module_init(ids_init);
module_exit(ids_exit);

MODULE_DESCRIPTION("Benchmark: numbers that are free, in C");
MODULE_LICENSE("GPL");
