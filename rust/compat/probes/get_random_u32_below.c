// SPDX-License-Identifier: GPL-2.0-only
/* Is there a function for a random number below another? */
#include <linux/random.h>
#include "../probe.h"

#ifdef RUST_PROBE_YES
u32 probe(u32 ceil) { return __get_random_u32_below(ceil); }
#else
RUST_PROBE_NO_NAME(__get_random_u32_below);
#endif
