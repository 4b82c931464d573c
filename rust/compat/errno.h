/* SPDX-License-Identifier: GPL-2.0-only */
/* Error numbers that newer include/uapi/asm-generic/errno.h lists. */
#ifndef EFSBADCRC
#define EFSBADCRC	EBADMSG
#endif
#ifndef EFSCORRUPTED
#define EFSCORRUPTED	EUCLEAN
#endif
/* Architectures count differently, but this is the next number on each. */
#ifndef EFTYPE
#define EFTYPE		(EHWPOISON + 1)
#endif
