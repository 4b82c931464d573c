/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What clang must not believe of a configuration made for GCC. Read after it, before any
 * other header.
 *
 * GCC prints the segment of an operand of inline assembly that is in a named address
 * space; clang leaves it out, and per-CPU variables would be their own template.
 */
#undef CONFIG_CC_HAS_NAMED_AS
#undef CONFIG_USE_X86_SEG_SUPPORT
