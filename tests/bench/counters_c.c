// SPDX-License-Identifier: GPL-2.0-only
/* Does what the Rust half does; nothing is left out. */
#include <linux/atomic.h>
#include <linux/percpu.h>

#include "harness.h"

#define OPERATIONS 100000

static atomic64_t number;

static u64 add_in_order(u64 sum)
{
	for (int i = 0; i < OPERATIONS; i++)
		sum += atomic64_fetch_add(1, &number);
	return sum;
}

static void add(void)
{
	for (int i = 0; i < OPERATIONS; i++)
		atomic64_add(1, &number);
}

static void add_here(u64 __percpu *numbers)
{
	for (int i = 0; i < OPERATIONS; i++)
		this_cpu_add(*numbers, 1);
}

static int __init counters_init(void)
{
	u64 __percpu *numbers = alloc_percpu(u64);
	u64 sum = 0;
	int cpu;

	if (!numbers)
		return -ENOMEM;
	measure("atomic", OPERATIONS, add());
	measure("atomic, in order", OPERATIONS, sum = add_in_order(sum));
	measure("this processor's", OPERATIONS, add_here(numbers));
	for_each_possible_cpu(cpu)
		sum += *per_cpu_ptr(numbers, cpu);
	pr_info("sum %llu\n", sum);
	free_percpu(numbers);
	return 0;
}

static void __exit counters_exit(void)
{
}

module_init(counters_init);
module_exit(counters_exit);

MODULE_DESCRIPTION("Benchmark: counters, in C");
MODULE_LICENSE("GPL");
