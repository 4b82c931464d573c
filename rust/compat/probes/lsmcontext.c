// SPDX-License-Identifier: GPL-2.0-only
/* Is that text a structure of a distribution's? */
#include <linux/security.h>
#include "../probe.h"

#ifdef RUST_PROBE_YES
void probe(struct lsmcontext *ctx) { security_release_secctx(ctx); }
#else
/* Elsewhere there is nothing of that name. */
struct lsmcontext { int probe; };
#endif
