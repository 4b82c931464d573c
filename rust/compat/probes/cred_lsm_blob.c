// SPDX-License-Identifier: GPL-2.0-only
/* Do credentials have such numbers? A tree with them may have one where there is no security module. */
#include <linux/security.h>
#include "../probe.h"

#ifdef RUST_PROBE_YES
void probe(const struct cred *cred, struct lsmblob *blob) { security_cred_getsecid(cred, blob); }
#else
void probe(const struct cred *cred, u32 *secid) { security_cred_getsecid(cred, secid); }
#endif
