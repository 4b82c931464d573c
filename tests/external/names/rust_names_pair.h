/* SPDX-License-Identifier: GPL-2.0-only */
/* A type of this module around one that the tree's bindings have. */
#include <linux/types.h>

struct rust_names_pair {
	atomic_t count;
	unsigned int step;
};
