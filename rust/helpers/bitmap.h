/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Operations on a bit, by one type of number: it differs between
 * architectures, and where C has a macro there is none.
 */
#ifndef RUST_HELPERS_BITMAP_H
#define RUST_HELPERS_BITMAP_H

#include <linux/bitops.h>

static inline void bitmap_assign_bit(unsigned long *map, unsigned long nr, bool value)
{
	__assign_bit(nr, map, value);
}

static inline void bitmap_assign_bit_atomic(unsigned long *map, unsigned long nr, bool value)
{
	assign_bit(nr, map, value);
}

#endif
