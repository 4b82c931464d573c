// SPDX-License-Identifier: GPL-2.0-only
/* One byte and two can be exchanged, as four can. */
#define RUST_PROBE_CODE
#include <linux/atomic.h>
#include <linux/types.h>
#include "../probe.h"

#ifdef RUST_PROBE_YES
#define rust_probe_byte s8
#define rust_probe_half s16
#else
#define rust_probe_byte s32
#define rust_probe_half s32
#endif

s32 rust_probe_bytes(rust_probe_byte *v, s32 old);
s32 rust_probe_halves(rust_probe_half *v, s32 old);

s32 rust_probe_bytes(rust_probe_byte *v, s32 old)
{
	return xchg(v, 1) + cmpxchg(v, old, 2);
}

s32 rust_probe_halves(rust_probe_half *v, s32 old)
{
	return xchg(v, 1) + cmpxchg(v, old, 2);
}
