// SPDX-License-Identifier: GPL-2.0-only
/* The precise timer keeps a reference to what it is part of while it runs, as in Rust. */
#include <linux/hrtimer.h>
#include <linux/kref.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/version.h>

#include "harness.h"

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
#define timer_delete_sync(timer) del_timer_sync(timer)
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
#define hrtimer_setup(timer, run, clock, mode) do {	\
	hrtimer_init(timer, clock, mode);		\
	(timer)->function = run;			\
} while (0)
#endif

#define OPERATIONS 20000

struct coarse {
	struct timer_list timer;
};

struct precise {
	struct kref references;
	struct hrtimer timer;
};

static void idle(struct timer_list *timer)
{
}

static enum hrtimer_restart idle_precise(struct hrtimer *timer)
{
	return HRTIMER_NORESTART;
}

static void free_precise(struct kref *references)
{
	kfree(container_of(references, struct precise, references));
}

static int stop_coarse(struct coarse *coarse)
{
	for (int i = 0; i < OPERATIONS; i++) {
		mod_timer(&coarse->timer, jiffies + 1000000);
		timer_delete_sync(&coarse->timer);
	}
	return 0;
}

static int cancel_precise(struct precise *precise)
{
	for (int i = 0; i < OPERATIONS; i++) {
		kref_get(&precise->references);
		hrtimer_start(&precise->timer, ktime_set(1000, 0), HRTIMER_MODE_REL);
		hrtimer_cancel(&precise->timer);
		kref_put(&precise->references, free_precise);
	}
	return 0;
}

static int __init timer_bench_init(void)
{
	struct coarse *coarse = kzalloc(sizeof(*coarse), GFP_KERNEL);
	struct precise *precise = kzalloc(sizeof(*precise), GFP_KERNEL);
	int error = coarse && precise ? 0 : -ENOMEM;

	if (!error) {
		timer_setup(&coarse->timer, idle, 0);
		kref_init(&precise->references);
		hrtimer_setup(&precise->timer, idle_precise, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
		measure("arm and stop", OPERATIONS, error = error ?: stop_coarse(coarse));
		measure("start and cancel, precise", OPERATIONS, error = error ?: cancel_precise(precise));
		timer_delete_sync(&coarse->timer);
	}
	kfree(coarse);
	kfree(precise);
	return error;
}

static void __exit timer_bench_exit(void)
{
}

module_init(timer_bench_init);
module_exit(timer_bench_exit);

MODULE_DESCRIPTION("Benchmark: timers, in C");
MODULE_LICENSE("GPL");
