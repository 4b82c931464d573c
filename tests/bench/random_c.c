// SPDX-License-Identifier: GPL-2.0-only
/* Does what the Rust half does; nothing is left out. */
#include <linux/random.h>

#include "harness.h"

#define OPERATIONS 10000

static u32 sum_of_numbers(u32 sum)
{
	for (int i = 0; i < OPERATIONS; i++)
		sum += get_random_u32();
	return sum;
}

static u8 sum_of_bytes(u8 sum)
{
	u8 bytes[32];

	for (int i = 0; i < OPERATIONS; i++) {
		get_random_bytes(bytes, sizeof(bytes));
		sum += bytes[0];
	}
	return sum;
}

static int __init random_bench_init(void)
{
	u32 sum = 0;

	measure("number", OPERATIONS, sum = sum_of_numbers(sum));
	measure("32 bytes", OPERATIONS, sum += sum_of_bytes(sum));
	pr_info("sum %u\n", sum);
	return 0;
}

static void __exit random_bench_exit(void)
{
}

module_init(random_bench_init);
module_exit(random_bench_exit);

MODULE_DESCRIPTION("Benchmark: random, in C");
MODULE_LICENSE("GPL");
