/* SPDX-License-Identifier: GPL-2.0-only */
/* The state of a walk along a maple tree, which C makes by a macro. */
#ifndef RUST_HELPERS_MAPLE_TREE_H
#define RUST_HELPERS_MAPLE_TREE_H

#if __has_include(<linux/maple_tree.h>)
#include <linux/maple_tree.h>

static inline void maple_state_init(struct ma_state *mas, struct maple_tree *mt,
				    unsigned long first, unsigned long last)
{
	MA_STATE(state, mt, first, last);

	*mas = state;
}
#endif

#endif
