/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Atomic operations on bytes, 16-bit numbers and pointers. C has them as macros for
 * every type, and as functions for int and 64-bit numbers only.
 */
#ifndef RUST_HELPERS_ATOMIC_H
#define RUST_HELPERS_ATOMIC_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/types.h>
#include <asm/barrier.h>

#define RUST_ATOMIC_EXCHANGE(name, type, order)					\
static inline type atomic_##name##_xchg##order(type *ptr, type new)		\
{										\
	return xchg##order(ptr, new);						\
}										\
static inline bool atomic_##name##_try_cmpxchg##order(type *ptr, type *old, type new) \
{										\
	type expected = *old;							\
										\
	*old = cmpxchg##order(ptr, expected, new);				\
	return *old == expected;						\
}

#define RUST_ATOMIC(name, type)							\
static inline type atomic_##name##_read(type *ptr)				\
{										\
	return READ_ONCE(*ptr);							\
}										\
static inline type atomic_##name##_read_acquire(type *ptr)			\
{										\
	return smp_load_acquire(ptr);						\
}										\
static inline void atomic_##name##_set(type *ptr, type new)			\
{										\
	WRITE_ONCE(*ptr, new);							\
}										\
static inline void atomic_##name##_set_release(type *ptr, type new)		\
{										\
	smp_store_release(ptr, new);						\
}										\
RUST_ATOMIC_EXCHANGE(name, type, )						\
RUST_ATOMIC_EXCHANGE(name, type, _acquire)					\
RUST_ATOMIC_EXCHANGE(name, type, _release)					\
RUST_ATOMIC_EXCHANGE(name, type, _relaxed)

RUST_ATOMIC(i8, s8)
RUST_ATOMIC(i16, s16)
RUST_ATOMIC(ptr, const void *)

#undef RUST_ATOMIC
#undef RUST_ATOMIC_EXCHANGE

#endif
