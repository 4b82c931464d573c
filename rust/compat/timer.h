/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Timers under the newest tree's names.
 *
 * Probed:
 *
 *  __timer_init   timers are initialised by timer_init_key(), not by init_timer_key()
 */
#ifndef _RUST_COMPAT_TIMER_H
#define _RUST_COMPAT_TIMER_H

#include <linux/hrtimer.h>
#if __has_include(<linux/hrtimer_bases.h>)
#include <linux/hrtimer_bases.h>
#endif
#include <linux/jiffies.h>
#include <linux/timer.h>

#ifndef RUST_HAVE_HRTIMER_SETUP
static inline void hrtimer_setup(struct hrtimer *timer,
				 enum hrtimer_restart (*function)(struct hrtimer *),
				 clockid_t clock_id, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock_id, mode);
	timer->function = function;
}
#endif

#ifndef RUST_HAVE_TIMER_DELETE_SYNC
static inline int timer_delete_sync(struct timer_list *timer)
{
	return del_timer_sync(timer);
}
#endif

/*
 * hrtimer_forward() for a callback whose timer others may start meanwhile. A timer that they have started
 * is queued, and keeps their time. C does not take a timer to another processor while its callback runs,
 * so that the lock is the one under which it is queued.
 */
static inline u64 hrtimer_forward_in_callback(struct hrtimer *timer, ktime_t now, ktime_t interval)
{
	raw_spinlock_t *lock = &timer->base->cpu_base->lock;
	unsigned long flags;
	u64 overruns = 0;

	raw_spin_lock_irqsave(lock, flags);
	if (!hrtimer_is_queued(timer))
		overruns = hrtimer_forward(timer, now, interval);
	raw_spin_unlock_irqrestore(lock, flags);
	return overruns;
}

/* timer_setup() with a name and a lock class. */
static inline void timer_setup_with_key(struct timer_list *timer,
					void (*function)(struct timer_list *),
					const char *name, struct lock_class_key *key)
{
#ifdef __timer_init
	timer_init_key(timer, function, 0, name, key);
#else
	init_timer_key(timer, function, 0, name, key);
#endif
}

/* Has the timer run in @delay ticks. What is too far away to be told from the past is cut. */
static inline int timer_arm(struct timer_list *timer, unsigned long delay)
{
	return mod_timer(timer, jiffies + min_t(unsigned long, delay, MAX_JIFFY_OFFSET));
}

#endif
