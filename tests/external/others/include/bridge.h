/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BRIDGE_H
#define BRIDGE_H

#include <linux/types.h>

struct bridge_span {
	u32 from;
	u32 to;
};

u32 bridge_length(const struct bridge_span *span);

static inline u32 bridge_bias(void)
{
	return BRIDGE_BIAS;
}

#endif
