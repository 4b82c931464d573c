// SPDX-License-Identifier: GPL-2.0-only
/* The lock is held for each access, as in Rust, where that keeps the entry alive. */
#include <linux/slab.h>
#include <linux/xarray.h>

#include "harness.h"

#define ENTRIES 1000

static DEFINE_XARRAY_ALLOC(array);

static int store(void)
{
	for (u32 number = 0; number < ENTRIES; number++) {
		u32 *value = kmalloc(sizeof(*value), GFP_KERNEL);
		void *old;

		if (!value)
			return -ENOMEM;
		*value = number;
		old = xa_store(&array, number, value, GFP_KERNEL);
		if (xa_is_err(old)) {
			kfree(value);
			return xa_err(old);
		}
		kfree(old);
	}
	return 0;
}

static int load(void)
{
	for (u32 number = 0; number < ENTRIES; number++) {
		bool found;
		u32 *value;

		xa_lock(&array);
		value = xa_load(&array, number);
		found = value && *value == number;
		xa_unlock(&array);
		if (!found)
			return -ENOENT;
	}
	return 0;
}

static int __init xarray_bench_init(void)
{
	unsigned long index;
	int error = 0;
	u32 *value;

	measure("store", ENTRIES, error = error ?: store());
	measure("load", ENTRIES, error = error ?: load());
	xa_for_each(&array, index, value)
		kfree(value);
	xa_destroy(&array);
	return error;
}

static void __exit xarray_bench_exit(void)
{
}

module_init(xarray_bench_init);
module_exit(xarray_bench_exit);

MODULE_DESCRIPTION("Benchmark: xarray, in C");
MODULE_LICENSE("GPL");
