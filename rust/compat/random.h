/* SPDX-License-Identifier: GPL-2.0-only */
/* A random number below another. Probed: RUST_HAVE_GET_RANDOM_U32_BELOW. */
#ifndef _RUST_COMPAT_RANDOM_H
#define _RUST_COMPAT_RANDOM_H

#include <linux/random.h>

#ifndef RUST_HAVE_GET_RANDOM_U32_BELOW
/* Any number for 0, as in trees that have it. */
static inline u32 __get_random_u32_below(u32 ceil)
{
	u64 product;

	if (!ceil)
		return get_random_u32();
	/*
	 * The upper half is below @ceil. Each comes as often as any other if products are left out
	 * whose lower half is among the first 2^32 % @ceil.
	 */
	do {
		product = (u64)get_random_u32() * ceil;
	} while ((u32)product < (0 - ceil) % ceil);
	return product >> 32;
}
#endif

#endif
