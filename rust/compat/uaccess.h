/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copies between the kernel and user space. Where a thread can say that its user space is
 * the kernel, as all of the kernel's own threads begin, access_ok() takes any address. Here
 * nobody means that: to copy fails then. Without an MMU memory is everybody's. UML ends
 * if a thread that has no memory of a user's touches some.
 */
#ifndef _RUST_COMPAT_UACCESS_H
#define _RUST_COMPAT_UACCESS_H

#include <linux/sched.h>
#include <linux/uaccess.h>

static __always_inline bool rust_has_no_user(void)
{
	if (IS_ENABLED(CONFIG_UML) && !current->mm)
		return true;
#if defined(uaccess_kernel) && defined(CONFIG_MMU)
	return uaccess_kernel();
#else
	return false;
#endif
}

/* Returns how many bytes were not copied. */
static __always_inline unsigned long
rust_copy_from_user(void *to, const void __user *from, unsigned long n)
{
	return unlikely(rust_has_no_user()) ? n : copy_from_user(to, from, n);
}

static __always_inline unsigned long
rust_copy_to_user(void __user *to, const void *from, unsigned long n)
{
	return unlikely(rust_has_no_user()) ? n : copy_to_user(to, from, n);
}

static __always_inline long
rust_strncpy_from_user(char *to, const char __user *from, long count)
{
	return unlikely(rust_has_no_user()) ? -EFAULT : strncpy_from_user(to, from, count);
}

#endif
