/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The C headers that Rust code may take names from. A name comes into the
 * bindings only when some Rust source mentions it.
 */
#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/errname.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/nodemask.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>
#include <linux/refcount.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/vmalloc.h>
#if IS_ENABLED(CONFIG_KUNIT)
#include <kunit/test-bug.h>
#include <kunit/test.h>
#endif

#include "../compat/compat.h"
#include "../helpers/list.h"
