// SPDX-License-Identifier: GPL-2.0-only
/* Are requests handed to a driver as a list? */
#include <linux/blk-mq.h>
#include "../probe.h"

#ifdef RUST_PROBE_YES
RUST_PROBE_FIELD(struct blk_mq_ops, queue_rqs);
#else
RUST_PROBE_NO_FIELD(struct blk_mq_ops, queue_rqs);
#endif
