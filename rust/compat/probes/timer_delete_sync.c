// SPDX-License-Identifier: GPL-2.0-only
/* Is a timer ended by timer_delete_sync()? */
#include <linux/timer.h>
#include "../probe.h"

#ifdef RUST_PROBE_YES
int probe(struct timer_list *timer) { return timer_delete_sync(timer); }
#else
RUST_PROBE_NO_NAME(timer_delete_sync);
#endif
