// SPDX-License-Identifier: GPL-2.0-only
/* Does not check that an index is within the bitmap. */
#include <linux/bitmap.h>
#include <linux/bitops.h>
#include <linux/slab.h>

#include "harness.h"

#define BITS 4096
#define STEP 8
#define SET (BITS / STEP)

static int set(unsigned long *bits)
{
	for (unsigned int index = 0; index < BITS; index += STEP)
		__set_bit(index, bits);
	return 0;
}

/* Behind a pointer the size is not known while compiling, as in Rust. */
static int find(unsigned long *bits, unsigned long size)
{
	unsigned int found = 0;
	unsigned long at;

	for (at = find_next_bit(bits, size, 0); at < size; at = find_next_bit(bits, size, at + 1))
		found++;
	return found == SET ? 0 : -EINVAL;
}

static int clear(unsigned long *bits)
{
	for (unsigned int index = 0; index < BITS; index += STEP)
		clear_bit(index, bits);
	return 0;
}

static int __init bits_init(void)
{
	unsigned long *bits = bitmap_zalloc(BITS, GFP_KERNEL);
	int error = 0;

	if (!bits)
		return -ENOMEM;
	measure("set", SET, error = error ?: set(bits));
	measure("find", SET, error = error ?: find(bits, BITS));
	measure("clear, atomically", SET, error = error ?: clear(bits));
	bitmap_free(bits);
	return error;
}

static void __exit bits_exit(void)
{
}

module_init(bits_init);
module_exit(bits_exit);

MODULE_DESCRIPTION("Benchmark: bits, in C");
MODULE_LICENSE("GPL");
