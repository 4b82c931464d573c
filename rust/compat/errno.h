/* SPDX-License-Identifier: GPL-2.0-only */
/* Error numbers that newer include/uapi/asm-generic/errno.h lists. */
#ifndef EFSBADCRC
#define EFSBADCRC	EBADMSG
#endif
#ifndef EFSCORRUPTED
#define EFSCORRUPTED	EUCLEAN
#endif
#ifndef EFTYPE
#define EFTYPE		134
#endif
