// SPDX-License-Identifier: GPL-2.0-only
/* An array that doubles when it is full, as the vector does. */
#include <linux/overflow.h>
#include <linux/slab.h>

#include "harness.h"

#define NUMBERS 10000

struct numbers {
	u32 *at;
	size_t len, capacity;
};

static int push(struct numbers *numbers, u32 number)
{
	if (numbers->len == numbers->capacity) {
		size_t capacity = max_t(size_t, 4, numbers->capacity * 2);
		u32 *at = krealloc(numbers->at, array_size(capacity, sizeof(*at)), GFP_KERNEL);

		if (!at)
			return -ENOMEM;
		numbers->at = at;
		numbers->capacity = capacity;
	}
	numbers->at[numbers->len++] = number;
	return 0;
}

static int all(void)
{
	struct numbers numbers = {};
	int error = 0;

	for (u32 number = 0; number < NUMBERS && !error; number++)
		error = push(&numbers, number);
	kfree(numbers.at);
	return error;
}

static int __init vec_init(void)
{
	int error = 0;

	measure("push", NUMBERS, error = error ?: all());
	return error;
}

static void __exit vec_exit(void)
{
}

module_init(vec_init);
module_exit(vec_exit);

MODULE_DESCRIPTION("Benchmark: vec, in C");
MODULE_LICENSE("GPL");
