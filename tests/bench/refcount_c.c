// SPDX-License-Identifier: GPL-2.0-only
/* An object's counter is its first member, and the object is freed where it drops to zero. */
#include <linux/refcount.h>
#include <linux/slab.h>

#include "harness.h"

#define OPERATIONS 100000

static refcount_t count = REFCOUNT_INIT(1);

struct object {
	refcount_t refs;
	u64 value;
};

static void object_put(struct object *object)
{
	if (refcount_dec_and_test(&object->refs))
		kfree(object);
}

static void counter(void)
{
	for (int i = 0; i < OPERATIONS; i++) {
		refcount_inc(&count);
		refcount_dec(&count);
	}
}

static void references(struct object *object)
{
	for (int i = 0; i < OPERATIONS; i++) {
		refcount_inc(&object->refs);
		object_put(object);
	}
}

static int __init refcount_bench_init(void)
{
	struct object *object;

	measure("refcount", OPERATIONS, counter());
	object = kmalloc(sizeof(*object), GFP_KERNEL);
	if (!object)
		return -ENOMEM;
	refcount_set(&object->refs, 1);
	measure("object", OPERATIONS, references(object));
	object_put(object);
	return 0;
}

static void __exit refcount_bench_exit(void)
{
}

module_init(refcount_bench_init);
module_exit(refcount_bench_exit);

MODULE_DESCRIPTION("Benchmark: refcount, in C");
MODULE_LICENSE("GPL");
