// SPDX-License-Identifier: GPL-2.0-only
/* Is the text of a security module the newest trees' structure? */
#include <linux/security.h>
#include "../probe.h"

#ifdef RUST_PROBE_YES
int probe(struct lsm_context *ctx) { return security_secid_to_secctx(0, ctx); }
#else
/* Older trees have nothing of that name. */
struct lsm_context { int probe; };
#endif
