// SPDX-License-Identifier: GPL-2.0-only
/* Does what the Rust half does; nothing is left out. */
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "harness.h"

#define OPERATIONS 100000

struct numbers {
	struct mutex mutex;
	u64 slept_for;
	spinlock_t lock;
	u64 spun_for;
};

static void sleeping(struct numbers *numbers)
{
	for (int i = 0; i < OPERATIONS; i++) {
		mutex_lock(&numbers->mutex);
		numbers->slept_for++;
		mutex_unlock(&numbers->mutex);
	}
}

static void spinning(struct numbers *numbers)
{
	for (int i = 0; i < OPERATIONS; i++) {
		spin_lock(&numbers->lock);
		numbers->spun_for++;
		spin_unlock(&numbers->lock);
	}
}

static int __init lock_init(void)
{
	struct numbers *numbers = kzalloc(sizeof(*numbers), GFP_KERNEL);

	if (!numbers)
		return -ENOMEM;
	mutex_init(&numbers->mutex);
	spin_lock_init(&numbers->lock);
	measure("mutex", OPERATIONS, sleeping(numbers));
	measure("spinlock", OPERATIONS, spinning(numbers));
	kfree(numbers);
	return 0;
}

static void __exit lock_exit(void)
{
}

module_init(lock_init);
module_exit(lock_exit);

MODULE_DESCRIPTION("Benchmark: lock, in C");
MODULE_LICENSE("GPL");
