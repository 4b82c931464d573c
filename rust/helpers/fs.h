/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Small pieces of C for the crate's files: fields of what Rust cannot lay out, and of
 * unions without a name.
 */
#ifndef RUST_HELPERS_FS_H
#define RUST_HELPERS_FS_H

#include <linux/cdev.h>
#include <linux/fs.h>
#include <linux/sched.h>

/* A task that exits gives its table up before the last of its files are closed. */
static inline bool current_has_files(void)
{
	return current->files;
}

/* Which of its region's devices an inode is. */
static inline int inode_cdev_index(const struct inode *inode)
{
	return inode->i_rdev - inode->i_cdev->dev;
}

#endif
