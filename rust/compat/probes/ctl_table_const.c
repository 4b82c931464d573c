// SPDX-License-Identifier: GPL-2.0-only
/* Is an entry constant for the function that handles it? */
#include <linux/sysctl.h>
#include "../probe.h"

#ifdef RUST_PROBE_YES
RUST_PROBE_TYPE(proc_handler, int(const struct ctl_table *, int, void *, size_t *, loff_t *));
#else
RUST_PROBE_TYPE(proc_handler, int(struct ctl_table *, int, void *, size_t *, loff_t *));
#endif
