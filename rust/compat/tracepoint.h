/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What C does around those who listen to a tracepoint, where it has no function that
 * calls them. See RUST_HAVE_RUST_DO_TRACE.
 */
#ifndef _RUST_COMPAT_TRACEPOINT_H
#define _RUST_COMPAT_TRACEPOINT_H

#include <linux/cpumask.h>
#include <linux/preempt.h>
#include <linux/smp.h>

/* False on a processor that is going away: nobody is called there. */
static inline bool tracepoint_enter(void)
{
	if (!cpu_online(raw_smp_processor_id()))
		return false;
	preempt_disable_notrace();
	return true;
}

static inline void tracepoint_leave(void)
{
	preempt_enable_notrace();
}

#endif
