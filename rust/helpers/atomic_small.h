/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xchg() and cmpxchg() of an order, for variables of every type. Where C cannot exchange
 * one byte or two, the word around them is exchanged.
 */
#ifndef RUST_HELPERS_ATOMIC_SMALL_H
#define RUST_HELPERS_ATOMIC_SMALL_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/types.h>

#ifdef RUST_HAVE_SMALL_EXCHANGE

/*
 * Architectures widen what is to be stored or compared, and mean numbers without a sign: bits of
 * a negative one would be compared with nothing, or stored in what is beside the variable.
 */
#define rust_unsigned(v)	typeof(_Generic(*(v), s8: (u8)0, s16: (u16)0, default: *(v)))

#define rust_any_xchg(order, v, new)							\
	((typeof(*(v)))xchg##order((rust_unsigned(v) *)(v), (rust_unsigned(v))(new)))
#define rust_any_cmpxchg(order, v, old, new)						\
	((typeof(*(v)))cmpxchg##order((rust_unsigned(v) *)(v), (rust_unsigned(v))(old), (rust_unsigned(v))(new)))

#else

/*
 * Without KASAN, which may know of bytes beside the variable that nobody must touch. The name without an order may
 * be a macro for another name, which has none with one.
 */
#if defined(raw_cmpxchg)
#define rust_cmpxchg(order, ...)	raw_cmpxchg##order(__VA_ARGS__)
#elif defined(arch_cmpxchg)
#define rust_cmpxchg(order, ...)	arch_cmpxchg##order(__VA_ARGS__)
#else
#define rust_cmpxchg(order, ...)	cmpxchg##order(__VA_ARGS__)
#endif

/* Words have a sign, as those of atomic_t: riscv compares the number with a word that it has widened so. */
#define rust_word_cmpxchg(order, word, old, new)	\
	((u32)rust_cmpxchg(order, (s32 *)(word), (s32)(old), (s32)(new)))

/*
 * Makes @new of what is at @v, if that is @old or may be @any; its value is what was there. That is a
 * byte or two, which are aligned, and so within a word.
 */
#define rust_small(order, v, any, old, new) ({						\
	const size_t size_ = sizeof(*(v));						\
	const unsigned long at_ = (unsigned long)(v) % sizeof(u32);			\
	const unsigned int shift_ = 8 * (RUST_SMALL_FIRST_IS_HIGH ? sizeof(u32) - size_ - at_ : at_); \
	const u32 ones_ = size_ == sizeof(u8) ? 0xff : 0xffff;				\
	const u32 old_ = (u32)(unsigned long)(old) & ones_;				\
	const u32 new_ = (u32)(unsigned long)(new) & ones_;				\
	u32 *word_ = (u32 *)((unsigned long)(v) - at_);					\
	u32 seen_ = rust_word_cmpxchg(_relaxed, word_, 0, 0);				\
	u32 now_, found_;								\
											\
	do {										\
		now_ = seen_;								\
		found_ = now_ >> shift_ & ones_;					\
		if (!(any) && found_ != old_)						\
			break;								\
		seen_ = rust_word_cmpxchg(order, word_, now_,				\
					  (now_ & ~(ones_ << shift_)) | new_ << shift_); \
	} while (seen_ != now_);							\
	(typeof(*(v)))(unsigned long)found_;						\
})
#define RUST_SMALL_FIRST_IS_HIGH (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)

#define rust_any_xchg(order, v, new)							\
	__builtin_choose_expr(sizeof(*(v)) < sizeof(u32),				\
		rust_small(order, v, true, 0, new), xchg##order(v, new))
#define rust_any_cmpxchg(order, v, old, new)						\
	__builtin_choose_expr(sizeof(*(v)) < sizeof(u32),				\
		rust_small(order, v, false, old, new), cmpxchg##order(v, old, new))

#endif

#endif
