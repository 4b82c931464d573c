/* SPDX-License-Identifier: GPL-2.0-only */
/* The lock of a maple tree and the state of a walk, which C has as macros. */
#ifndef RUST_HELPERS_MAPLE_TREE_H
#define RUST_HELPERS_MAPLE_TREE_H

#ifdef CONFIG_RUST_MAPLE_TREE
#include <linux/maple_tree.h>

static inline void maple_tree_lock(struct maple_tree *mt)
{
	mtree_lock(mt);
}

static inline void maple_tree_unlock(struct maple_tree *mt)
{
	mtree_unlock(mt);
}

static inline void maple_state_init(struct ma_state *mas, struct maple_tree *mt,
				    unsigned long first, unsigned long last)
{
	MA_STATE(state, mt, first, last);

	*mas = state;
}
#endif

#endif
