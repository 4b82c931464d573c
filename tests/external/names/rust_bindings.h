/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tree's bindings do not read. */
#include <linux/hash.h>
#include <linux/sched.h>

/* A type of this module around one that the tree's bindings have. */
struct rust_names_pair {
	atomic_t count;
	unsigned int step;
};

#define RUST_NAMES_CAST ((s16)-3)

static inline int rust_names_add(struct rust_names_pair *pair)
{
	return atomic_add_return(pair->step, &pair->count);
}

static inline bool rust_names_is(struct task_struct *task)
{
	return task == current;
}
