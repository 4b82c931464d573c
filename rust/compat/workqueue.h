/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Work items with the caller's lock classes, and the queues that every tree is to have.
 *
 * Probed:
 *
 *  __timer_init                         timers are initialised by timer_init_key(), not by
 *                                       init_timer_key()
 *  devm_alloc_workqueue                 system_wq and system_unbound_wq have successors,
 *                                       and complain
 *  alloc_ordered_workqueue_lockdep_map  there are queues that run in softirq context; where
 *                                       not, a task runs such work
 */
#ifndef _RUST_COMPAT_WORKQUEUE_H
#define _RUST_COMPAT_WORKQUEUE_H

#include <linux/lockdep.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

/* INIT_WORK() with a name and a lock class. */
static inline void init_work_with_key(struct work_struct *work, work_func_t func,
				      const char *name, struct lock_class_key *key)
{
	__init_work(work, 0);
	work->data = (atomic_long_t)WORK_DATA_INIT();
	lockdep_init_map(&work->lockdep_map, name, key, 0);
	INIT_LIST_HEAD(&work->entry);
	work->func = func;
}

/* The timer of INIT_DELAYED_WORK(), with a name and a lock class. */
static inline void init_delayed_work_timer(struct delayed_work *work, const char *name,
					   struct lock_class_key *key)
{
#ifdef __timer_init
	timer_init_key(&work->timer, delayed_work_timer_fn, TIMER_IRQSAFE, name, key);
#else
	init_timer_key(&work->timer, delayed_work_timer_fn, TIMER_IRQSAFE, name, key);
#endif
}

static inline struct workqueue_struct *rust_system_wq(void)
{
#ifdef devm_alloc_workqueue
	return system_percpu_wq;
#else
	return system_wq;
#endif
}

static inline struct workqueue_struct *rust_system_unbound_wq(void)
{
#ifdef devm_alloc_workqueue
	return system_dfl_wq;
#else
	return system_unbound_wq;
#endif
}

static inline struct workqueue_struct *rust_system_bh_wq(void)
{
#ifdef alloc_ordered_workqueue_lockdep_map
	return system_bh_wq;
#else
	return system_wq;
#endif
}

static inline struct workqueue_struct *rust_system_bh_highpri_wq(void)
{
#ifdef alloc_ordered_workqueue_lockdep_map
	return system_bh_highpri_wq;
#else
	return system_highpri_wq;
#endif
}

/* A queue of the caller's, whose items run on any processor. */
static inline struct workqueue_struct *alloc_unbound_workqueue(const char *name, int max_active)
{
	return alloc_workqueue("%s", WQ_UNBOUND, max_active, name);
}

static inline struct workqueue_struct *alloc_one_by_one_workqueue(const char *name)
{
	return alloc_ordered_workqueue("%s", 0, name);
}

/* Waits for all that is in the queue now. A macro on some trees, with a warning in it. */
static inline void flush_own_workqueue(struct workqueue_struct *wq)
{
	flush_workqueue(wq);
}

#endif
