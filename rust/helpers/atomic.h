/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Atomic operations by the width of what they change. C has a macro for variables of
 * every type, and atomic_t and atomic64_t beside it, whose operations are functions on
 * one architecture and macros on another.
 */
#ifndef RUST_HELPERS_ATOMIC_H
#define RUST_HELPERS_ATOMIC_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/types.h>
#include <asm/barrier.h>
#include "atomic_small.h"

/* What C does with any variable, by the names of what it does with atomic_t. */
#define rust_var_read(v)		READ_ONCE(*(v))
#define rust_var_read_acquire(v)	smp_load_acquire(v)
#define rust_var_set(v, new)		WRITE_ONCE(*(v), new)
#define rust_var_set_release(v, new)	smp_store_release(v, new)
#define rust_var_xchg(v, new)		rust_any_xchg(, v, new)
#define rust_var_xchg_acquire(v, new)	rust_any_xchg(_acquire, v, new)
#define rust_var_xchg_release(v, new)	rust_any_xchg(_release, v, new)
#define rust_var_xchg_relaxed(v, new)	rust_any_xchg(_relaxed, v, new)

#define rust_var_try(order, v, old, new) ({					\
	typeof(*(v)) expected_ = *(old);					\
										\
	*(old) = rust_any_cmpxchg(order, v, expected_, new);			\
	*(old) == expected_;							\
})
#define rust_var_try_cmpxchg(v, old, new)		rust_var_try(, v, old, new)
#define rust_var_try_cmpxchg_acquire(v, old, new)	rust_var_try(_acquire, v, old, new)
#define rust_var_try_cmpxchg_release(v, old, new)	rust_var_try(_release, v, old, new)
#define rust_var_try_cmpxchg_relaxed(v, old, new)	rust_var_try(_relaxed, v, old, new)

#define RUST_ATOMIC_READ(name, type, var, c, order)				\
static inline type atomic_##name##_read##order(var *v)				\
{										\
	return c##_read##order(v);						\
}

#define RUST_ATOMIC_SET(name, type, var, c, order)				\
static inline void atomic_##name##_set##order(var *v, type new)			\
{										\
	c##_set##order(v, new);							\
}

#define RUST_ATOMIC_EXCHANGE(name, type, var, c, order)				\
static inline type atomic_##name##_xchg##order(var *v, type new)		\
{										\
	return c##_xchg##order(v, new);						\
}										\
static inline bool atomic_##name##_try_cmpxchg##order(var *v, type *old, type new) \
{										\
	return c##_try_cmpxchg##order(v, old, new);				\
}

#define RUST_ATOMIC(name, type, var, c)						\
RUST_ATOMIC_READ(name, type, var, c, )						\
RUST_ATOMIC_READ(name, type, var, c, _acquire)					\
RUST_ATOMIC_SET(name, type, var, c, )						\
RUST_ATOMIC_SET(name, type, var, c, _release)					\
RUST_ATOMIC_EXCHANGE(name, type, var, c, )					\
RUST_ATOMIC_EXCHANGE(name, type, var, c, _acquire)				\
RUST_ATOMIC_EXCHANGE(name, type, var, c, _release)				\
RUST_ATOMIC_EXCHANGE(name, type, var, c, _relaxed)

RUST_ATOMIC(i8, s8, s8, rust_var)
RUST_ATOMIC(i16, s16, s16, rust_var)
RUST_ATOMIC(ptr, const void *, const void *, rust_var)
RUST_ATOMIC(i32, int, atomic_t, atomic)
RUST_ATOMIC(i64, s64, atomic64_t, atomic64)

#define RUST_ATOMIC_FETCH(name, type, var, c, order)				\
static inline type atomic_##name##_fetch_add##order(type i, var *v)		\
{										\
	return c##_fetch_add##order(i, v);					\
}										\
static inline type atomic_##name##_fetch_sub##order(type i, var *v)		\
{										\
	return c##_fetch_sub##order(i, v);					\
}

#define RUST_ATOMIC_ADD(name, type, var, c)					\
static inline void atomic_##name##_add(type i, var *v)				\
{										\
	c##_add(i, v);								\
}										\
RUST_ATOMIC_FETCH(name, type, var, c, )						\
RUST_ATOMIC_FETCH(name, type, var, c, _acquire)					\
RUST_ATOMIC_FETCH(name, type, var, c, _release)					\
RUST_ATOMIC_FETCH(name, type, var, c, _relaxed)

RUST_ATOMIC_ADD(i32, int, atomic_t, atomic)
RUST_ATOMIC_ADD(i64, s64, atomic64_t, atomic64)

#endif
