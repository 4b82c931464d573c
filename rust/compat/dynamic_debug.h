/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How many bits of a place of dynamic debug's hold its class; they lie between those of
 * the line and those of the flags. C's default class has them all set.
 */
#ifndef _RUST_COMPAT_DYNAMIC_DEBUG_H
#define _RUST_COMPAT_DYNAMIC_DEBUG_H

#include <linux/dynamic_debug.h>

#ifdef CLS_BITS
enum { RUST_DDEBUG_CLASS_BITS = CLS_BITS };
#else
enum { RUST_DDEBUG_CLASS_BITS = 0 };
#endif

#endif /* _RUST_COMPAT_DYNAMIC_DEBUG_H */
