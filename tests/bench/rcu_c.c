// SPDX-License-Identifier: GPL-2.0-only
/* Does what the Rust half does; nothing is left out. */
#include <linux/rcupdate.h>

#include "harness.h"

#define OPERATIONS 100000

static u64 number = 1;

static u64 sum_of_reads(u64 sum)
{
	for (int i = 0; i < OPERATIONS; i++) {
		rcu_read_lock();
		sum += READ_ONCE(number);
		rcu_read_unlock();
	}
	return sum;
}

static int __init rcu_bench_init(void)
{
	u64 sum = 0;

	measure("read", OPERATIONS, sum = sum_of_reads(sum));
	pr_info("sum %llu\n", sum);
	return 0;
}

static void __exit rcu_bench_exit(void)
{
}

module_init(rcu_bench_init);
module_exit(rcu_bench_exit);

MODULE_DESCRIPTION("Benchmark: rcu, in C");
MODULE_LICENSE("GPL");
