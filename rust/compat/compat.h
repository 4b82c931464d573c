/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where kernels differ. Each header here gives the newest tree's name or prototype
 * to a tree that lacks it, and is decided by what the tree's headers define: by
 * #ifdef where that is a macro, otherwise by a file in probes/.
 */
#ifndef RUST_COMPAT_H
#define RUST_COMPAT_H

#include "probes.h"

#include "errno.h"
#include "debugfs.h"
#include "dynamic_debug.h"
#include "highmem.h"
#include "alloc.h"
#include "kunit.h"
#include "printk.h"
#include "barrier.h"
#include "random.h"
#include "sched.h"
#include "interrupt.h"
#include "faux.h"
#include "fs.h"
#include "mm.h"
#include "block.h"
#include "workqueue.h"
#include "timer.h"
#include "tracepoint.h"
#include "security.h"
#include "sysctl.h"
#include "sysfs.h"
#include "uaccess.h"
#include "uio.h"

#endif
