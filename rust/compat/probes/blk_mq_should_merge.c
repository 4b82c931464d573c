// SPDX-License-Identifier: GPL-2.0-only
/* Does a flag of a tag set say whether requests are merged? Elsewhere they are. */
#include <linux/blk-mq.h>
#include "../probe.h"

#ifdef RUST_PROBE_YES
unsigned int probe(void) { return BLK_MQ_F_SHOULD_MERGE; }
#else
RUST_PROBE_NO_NAME(BLK_MQ_F_SHOULD_MERGE);
#endif
