// SPDX-License-Identifier: GPL-2.0-only
/* Does what the Rust half does; nothing is left out. */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include "harness.h"

#define OPERATIONS 100000

/* Whether the thread has done its work. */
static bool done;

static int look(void)
{
	for (int i = 0; i < OPERATIONS; i++)
		if (signal_pending(current))
			return -ERESTARTSYS;
	return 0;
}

static int send_and_take(void)
{
	for (int i = 0; i < OPERATIONS; i++) {
		int error = send_sig(SIGUSR1, current, 1);

		if (error)
			return error;
		if (kernel_dequeue_signal() != SIGUSR1)
			return -EINVAL;
	}
	return 0;
}

/* What the thread does. */
static int listen(void *data)
{
	int error = 0;

	measure("is one pending", OPERATIONS, error = error ?: look());
	allow_signal(SIGUSR1);
	measure("send and take", OPERATIONS, error = error ?: send_and_take());
	smp_store_release(&done, true);
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return error;
}

static int __init signal_init(void)
{
	struct task_struct *listener = kthread_run(listen, NULL, "bench");

	if (IS_ERR(listener))
		return PTR_ERR(listener);
	while (!smp_load_acquire(&done))
		usleep_range(1000, 2000);
	return kthread_stop(listener);
}

static void __exit signal_exit(void)
{
}

module_init(signal_init);
module_exit(signal_exit);

MODULE_DESCRIPTION("Benchmark: signals, in C");
MODULE_LICENSE("GPL");
