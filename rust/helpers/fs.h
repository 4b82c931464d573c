/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Small pieces of C for the crate's files: fields that others may change meanwhile, and
 * what is a different field in every tree.
 */
#ifndef RUST_HELPERS_FS_H
#define RUST_HELPERS_FS_H

#include <linux/cdev.h>
#include <linux/compiler.h>
#include <linux/fs.h>
#include <linux/sched.h>
#include <linux/uio.h>

static inline unsigned int file_flags(const struct file *file)
{
	return READ_ONCE(file->f_flags);
}

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

static inline bool iov_iter_is_source(const struct iov_iter *iter)
{
	return iov_iter_rw(iter) == WRITE;
}

#endif
