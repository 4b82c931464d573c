/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Atomic operations by the width of what they change. C has a macro for every type, and
 * atomic_t and atomic64_t beside it, whose operations are functions on one architecture
 * and macros on another.
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

#define RUST_ATOMIC_ORDERED(name, type, var, c, order)				\
static inline type atomic_##name##_xchg##order(var *v, type new)		\
{										\
	return c##_xchg##order(v, new);						\
}										\
static inline bool atomic_##name##_try_cmpxchg##order(var *v, type *old, type new) \
{										\
	return c##_try_cmpxchg##order(v, old, new);				\
}										\
static inline type atomic_##name##_fetch_add##order(type i, var *v)		\
{										\
	return c##_fetch_add##order(i, v);					\
}										\
static inline type atomic_##name##_fetch_sub##order(type i, var *v)		\
{										\
	return c##_fetch_sub##order(i, v);					\
}

#define RUST_ATOMIC(name, type, var, c)						\
static inline type atomic_##name##_read(const var *v)				\
{										\
	return c##_read(v);							\
}										\
static inline type atomic_##name##_read_acquire(const var *v)			\
{										\
	return c##_read_acquire(v);						\
}										\
static inline void atomic_##name##_set(var *v, type new)			\
{										\
	c##_set(v, new);							\
}										\
static inline void atomic_##name##_set_release(var *v, type new)		\
{										\
	c##_set_release(v, new);						\
}										\
static inline void atomic_##name##_add(type i, var *v)				\
{										\
	c##_add(i, v);								\
}										\
RUST_ATOMIC_ORDERED(name, type, var, c, )					\
RUST_ATOMIC_ORDERED(name, type, var, c, _acquire)				\
RUST_ATOMIC_ORDERED(name, type, var, c, _release)				\
RUST_ATOMIC_ORDERED(name, type, var, c, _relaxed)

RUST_ATOMIC(i32, int, atomic_t, atomic)
RUST_ATOMIC(i64, s64, atomic64_t, atomic64)

#undef RUST_ATOMIC
#undef RUST_ATOMIC_ORDERED

#endif
