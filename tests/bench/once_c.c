// SPDX-License-Identifier: GPL-2.0-only
/* Does what the Rust half does, and does not take its values away: nobody revokes. */
#include <linux/atomic.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "harness.h"

#define OPERATIONS 100000

enum state { EMPTY, BUSY, SET };

struct both {
	atomic_t state;
	u64 set;
	bool available;
	u64 revocable;
};

/* Sets the value unless somebody else did. */
static bool populate(struct both *both, u64 value)
{
	if (atomic_cmpxchg_relaxed(&both->state, EMPTY, BUSY) != EMPTY)
		return false;
	both->set = value;
	atomic_set_release(&both->state, SET);
	return true;
}

static int read_set(struct both *both, u64 *sum)
{
	for (int i = 0; i < OPERATIONS; i++) {
		if (atomic_read_acquire(&both->state) != SET)
			return -ENXIO;
		*sum += both->set;
	}
	return 0;
}

static int read_revocable(struct both *both, u64 *sum)
{
	for (int i = 0; i < OPERATIONS; i++) {
		rcu_read_lock();
		if (!READ_ONCE(both->available)) {
			rcu_read_unlock();
			return -ENXIO;
		}
		*sum += both->revocable;
		rcu_read_unlock();
	}
	return 0;
}

static int __init once_init(void)
{
	struct both *both = kzalloc(sizeof(*both), GFP_KERNEL);
	int error = 0;
	u64 sum = 0;

	if (!both)
		return -ENOMEM;
	both->available = true;
	both->revocable = 7;
	populate(both, 7);
	measure("set once", OPERATIONS, error = error ?: read_set(both, &sum));
	measure("revocable", OPERATIONS, error = error ?: read_revocable(both, &sum));
	pr_info("sum %llu\n", sum);
	kfree(both);
	return error;
}

static void __exit once_exit(void)
{
}

module_init(once_init);
module_exit(once_exit);

MODULE_DESCRIPTION("Benchmark: values that may be there, in C");
MODULE_LICENSE("GPL");
