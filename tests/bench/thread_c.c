// SPDX-License-Identifier: GPL-2.0-only
/* Does what the Rust half does, but for a reference to the task while it is waited for. */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/sched.h>

#include "harness.h"

#define OPERATIONS 100

static int sleeper(void *unused)
{
	for (;;) {
		set_current_state(TASK_IDLE);
		if (kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

static int run_and_stop(void)
{
	for (int i = 0; i < OPERATIONS; i++) {
		struct task_struct *task = kthread_run(sleeper, NULL, "bench");
		int result;

		if (IS_ERR(task))
			return PTR_ERR(task);
		result = kthread_stop(task);
		if (result && result != -EINTR)
			return result;
	}
	return 0;
}

static int __init thread_init(void)
{
	int error = 0;

	measure("run and stop", OPERATIONS, error = error ?: run_and_stop());
	return error;
}

static void __exit thread_exit(void)
{
}

module_init(thread_init);
module_exit(thread_exit);

MODULE_DESCRIPTION("Benchmark: thread, in C");
MODULE_LICENSE("GPL");
