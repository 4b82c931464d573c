// SPDX-License-Identifier: GPL-2.0-only
/* Does __might_sleep() want to know how deep preemption is off? */
#include <linux/kernel.h>
#include "../probe.h"

#ifdef RUST_PROBE_YES
void probe(void) { __might_sleep("", 0, 0); }
#else
void probe(void) { __might_sleep("", 0); }
#endif
