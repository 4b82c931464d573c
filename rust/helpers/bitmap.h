/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Atomic operations on a bit, by one type of number: it differs between
 * architectures, and where C has a macro there is none.
 */
#ifndef RUST_HELPERS_BITMAP_H
#define RUST_HELPERS_BITMAP_H

#include <linux/bitops.h>

static inline void bitmap_set_bit_atomic(unsigned long *map, unsigned long nr)
{
	set_bit(nr, map);
}

static inline void bitmap_clear_bit_atomic(unsigned long *map, unsigned long nr)
{
	clear_bit(nr, map);
}

#endif
