// SPDX-License-Identifier: GPL-2.0-only
/* Is the text of a security module one structure, or a pointer and a length? */
#include <linux/security.h>
#include "../probe.h"

#ifdef RUST_PROBE_YES
int probe(struct lsm_context *ctx) { return security_secid_to_secctx(0, ctx); }
#else
int probe(char **text, u32 *len) { return security_secid_to_secctx(0, text, len); }
#endif
