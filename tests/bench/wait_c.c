// SPDX-License-Identifier: GPL-2.0-only
/* Does what the Rust half does; nothing is left out. */
#include <linux/completion.h>
#include <linux/semaphore.h>
#include <linux/slab.h>

#include "harness.h"

#define OPERATIONS 100000

struct events {
	struct semaphore permits;
	struct completion done;
};

static void taking(struct events *events)
{
	for (int i = 0; i < OPERATIONS; i++) {
		down(&events->permits);
		up(&events->permits);
	}
}

static void waiting(struct events *events)
{
	for (int i = 0; i < OPERATIONS; i++)
		wait_for_completion(&events->done);
}

static int __init wait_init(void)
{
	struct events *events = kzalloc(sizeof(*events), GFP_KERNEL);

	if (!events)
		return -ENOMEM;
	sema_init(&events->permits, 1);
	init_completion(&events->done);
	measure("semaphore", OPERATIONS, taking(events));
	complete_all(&events->done);
	measure("completion", OPERATIONS, waiting(events));
	kfree(events);
	return 0;
}

static void __exit wait_exit(void)
{
}

module_init(wait_init);
module_exit(wait_exit);

MODULE_DESCRIPTION("Benchmark: wait, in C");
MODULE_LICENSE("GPL");
