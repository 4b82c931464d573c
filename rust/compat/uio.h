/* SPDX-License-Identifier: GPL-2.0-only */
/* What the direction of buffers is called, in trees that say READ and WRITE. */
#ifndef _RUST_COMPAT_UIO_H
#define _RUST_COMPAT_UIO_H

#include <linux/uio.h>

#ifndef ITER_SOURCE
#define ITER_SOURCE	1
#define ITER_DEST	0
#endif

#endif
