// SPDX-License-Identifier: GPL-2.0-only
/* Is a high resolution timer given its function when it is set up? */
#include <linux/hrtimer.h>
#include "../probe.h"

#ifdef RUST_PROBE_YES
void probe(struct hrtimer *timer) { hrtimer_setup(timer, NULL, 0, HRTIMER_MODE_ABS); }
#else
RUST_PROBE_NO_NAME(hrtimer_setup);
#endif
