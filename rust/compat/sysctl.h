/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tables of sysctls.
 *
 * Probed:
 *
 *  register_sysctl  a macro for register_sysctl_sz(); elsewhere a function, for which an
 *                   empty entry ends the table
 *
 * sysctl_handler_entry is what a proc_handler gets.
 */
#ifndef _RUST_COMPAT_SYSCTL_H
#define _RUST_COMPAT_SYSCTL_H

#include <linux/sysctl.h>

#ifdef RUST_HAVE_CTL_TABLE_CONST
typedef const struct ctl_table *sysctl_handler_entry;
#else
typedef struct ctl_table *sysctl_handler_entry;
#endif

#ifndef register_sysctl
/* The entry behind the last one must be empty. */
static inline struct ctl_table_header *register_sysctl_sz(const char *path,
							  struct ctl_table *table,
							  size_t table_size)
{
	return register_sysctl(path, table);
}
#endif

#endif
