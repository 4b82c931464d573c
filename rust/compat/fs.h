/* SPDX-License-Identifier: GPL-2.0-only */
/* How files are counted: by a number that is zero at the end, or by one with a type of its own. */
#ifndef _RUST_COMPAT_FS_H
#define _RUST_COMPAT_FS_H

#include <linux/fs.h>

/*
 * Another reference to a file that somebody has. There is none while the file is being opened,
 * which may fail and leave nothing to be used, nor when it is released, and is freed next.
 */
static inline bool file_get_opened(struct file *file)
{
	if (unlikely(!(file->f_mode & FMODE_OPENED)))
		return false;
#ifdef FILE_REF_ONEREF
	return file_ref_get(&file->f_ref);
#else
	return atomic_long_inc_not_zero(&file->f_count);
#endif
}

#endif
