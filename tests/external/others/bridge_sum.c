// SPDX-License-Identifier: GPL-2.0-only
#include "bridge.h"

u32 bridge_length(const struct bridge_span *span)
{
	return span->to - span->from + bridge_bias();
}
