/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tree's bindings do not read. */
#include <linux/gfp.h>
#include <linux/hash.h>
#include <linux/mm.h>
#include <linux/sched.h>

#include "rust_names_pair.h"
#include "rust_traced.h"

#define RUST_NAMES_CAST ((s16)-3)

static inline int rust_names_add(struct rust_names_pair *pair)
{
	return atomic_add_return(pair->step, &pair->count);
}

/* Are these the values of PAGE_SIZE, PAGE_MASK, GFP_KERNEL, two VM_ flags and BIT(3)? */
#define RUST_NAMES_BIT BIT(3)
static inline bool rust_names_agree(unsigned long size, unsigned long mask, gfp_t gfp,
				    unsigned long vm, unsigned long bit)
{
	return size == PAGE_SIZE && mask == PAGE_MASK && gfp == GFP_KERNEL &&
	       vm == (VM_READ | VM_GROWSDOWN) && bit == RUST_NAMES_BIT;
}

static inline bool rust_names_is(struct task_struct *task)
{
	return task == current;
}
