// SPDX-License-Identifier: GPL-2.0-only
/* One byte and two can be exchanged, as four can. */
#define RUST_PROBE_CODE
#include <linux/atomic.h>
#include <linux/types.h>
#include "../probe.h"

#define RUST_PROBE_EXCHANGE(type)			\
s32 rust_probe_##type(type *v, s32 old);		\
s32 rust_probe_##type(type *v, s32 old)			\
{							\
	return xchg(v, 1) + cmpxchg(v, old, 2);		\
}

#ifdef RUST_PROBE_YES
RUST_PROBE_EXCHANGE(s8)
RUST_PROBE_EXCHANGE(s16)
#else
RUST_PROBE_EXCHANGE(s32)
#endif
