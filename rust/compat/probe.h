/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files in probes/ are written with. Each asks one question about the
 * tree's headers and holds two bodies:
 *
 *   #ifdef RUST_PROBE_YES
 *   ... what compiles only where the answer is yes
 *   #else
 *   ... what compiles only where it is no
 *   #endif
 *
 * Exactly one must compile; probes/x.c then decides whether RUST_HAVE_X is
 * defined, and whether Rust sees that cfg. Both or neither: the build stops.
 *
 * Where the question is whether a function has code for something, the file defines
 * RUST_PROBE_CODE. Its second body asks for what has code everywhere, and must compile.
 */
#ifndef RUST_COMPAT_PROBE_H
#define RUST_COMPAT_PROBE_H

/* The expression or type @a has the type @b, const and volatile included. */
#define RUST_PROBE_TYPE(a, b) \
	_Static_assert(__builtin_types_compatible_p(typeof(a) *, typeof(b) *), "")

/* The structure @type has a field @field. */
#define RUST_PROBE_FIELD(type, field) \
	_Static_assert(sizeof(((type *)0)->field) + 1, "")

/* It has none: one that comes along unnamed would clash. */
#define RUST_PROBE_NO_FIELD(type, field) \
	struct rust_probe_##field { type; int field; }

/* There is nothing of that name, be it function, variable or macro. */
#define RUST_PROBE_NO_NAME(name) \
	struct rust_probe_##name *name(struct rust_probe_##name *)

#endif
