// SPDX-License-Identifier: GPL-2.0-only
/*
 * An index is within the bitmap, or the kernel warns, as in Rust. A short bitmap
 * is allocated like a long one.
 */
#include <linux/bitmap.h>
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/slab.h>

#include "harness.h"

#define BITS 4096
#define STEP 8
#define SET (BITS / STEP)

struct bits {
	unsigned long *words;
	unsigned long size;
};

static int set(struct bits *bits)
{
	for (unsigned long index = 0; index < BITS; index += STEP)
		if (!WARN_ON(index >= bits->size))
			__set_bit(index, bits->words);
	return 0;
}

static int find(struct bits *bits)
{
	unsigned int found = 0;
	unsigned long at;

	for (at = find_next_bit(bits->words, bits->size, 0); at < bits->size;
	     at = find_next_bit(bits->words, bits->size, at + 1))
		found++;
	return found == SET ? 0 : -EINVAL;
}

static int clear(struct bits *bits)
{
	for (unsigned long index = 0; index < BITS; index += STEP)
		if (!WARN_ON(index >= bits->size))
			clear_bit(index, bits->words);
	return 0;
}

static int __init bits_init(void)
{
	struct bits bits = { bitmap_zalloc(BITS, GFP_KERNEL), BITS };
	int error = 0;

	if (!bits.words)
		return -ENOMEM;
	/* What is behind a pointer may be of any size. */
	barrier_data(&bits);
	measure("set", SET, error = error ?: set(&bits));
	measure("find", SET, error = error ?: find(&bits));
	measure("clear, atomically", SET, error = error ?: clear(&bits));
	bitmap_free(bits.words);
	return error;
}

static void __exit bits_exit(void)
{
}

module_init(bits_init);
module_exit(bits_exit);

MODULE_DESCRIPTION("Benchmark: bits, in C");
MODULE_LICENSE("GPL");
