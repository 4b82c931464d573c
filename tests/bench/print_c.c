// SPDX-License-Identifier: GPL-2.0-only
/* Does what the Rust half does. The string is a literal in both, which Rust joins with the format. */
#include <linux/kernel.h>

#include "harness.h"

#define TEXTS 2000
#define LINES 10

static int texts(char *buffer, size_t size)
{
	for (u32 number = 0; number < TEXTS; number++)
		if (snprintf(buffer, size, "%u of %#x: %s", number, TEXTS, "a string") >= size)
			return -EINVAL;
	return 0;
}

static void print_lines(void)
{
	u32 lines = LINES;

	/* No compiler knows how many there are, and has them one behind the other. */
	OPTIMIZER_HIDE_VAR(lines);
	for (u32 number = 0; number < lines; number++)
		pr_info("%u of %#x: %s\n", number, lines, "a string");
}

static int __init print_init(void)
{
	char buffer[32] = "";
	int error = 0;

	measure("to a buffer", TEXTS, error = error ?: texts(buffer, sizeof(buffer)));
	measure("to the log", LINES, print_lines());
	return error;
}

static void __exit print_exit(void)
{
}

module_init(print_init);
module_exit(print_exit);

MODULE_DESCRIPTION("Benchmark: print, in C");
MODULE_LICENSE("GPL");
