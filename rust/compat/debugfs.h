/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * debugfs_create_file() for plain file operations. It is a function, or a macro that
 * takes several types.
 */
#ifndef _RUST_COMPAT_DEBUGFS_H
#define _RUST_COMPAT_DEBUGFS_H

#include <linux/debugfs.h>

static inline struct dentry *debugfs_create_plain_file(const char *name, umode_t mode,
						       struct dentry *parent, void *data,
						       const struct file_operations *fops)
{
	return debugfs_create_file(name, mode, parent, data, fops);
}

#endif
