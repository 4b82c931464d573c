/* SPDX-License-Identifier: GPL-2.0-only */
/* What a security module calls a number: a text, of which older trees have the parts. */
#ifndef _RUST_COMPAT_SECURITY_H
#define _RUST_COMPAT_SECURITY_H

#include <linux/security.h>

#ifdef RUST_HAVE_LSM_CONTEXT
typedef struct lsm_context rust_secctx;

static inline int rust_secid_to_secctx(u32 secid, rust_secctx *ctx)
{
	int ret = security_secid_to_secctx(secid, ctx);

	return ret < 0 ? ret : 0;
}

static inline void rust_release_secctx(rust_secctx *ctx)
{
	security_release_secctx(ctx);
}
#else
typedef struct {
	char *context;
	u32 len;
} rust_secctx;

static inline int rust_secid_to_secctx(u32 secid, rust_secctx *ctx)
{
	return security_secid_to_secctx(secid, &ctx->context, &ctx->len);
}

static inline void rust_release_secctx(rust_secctx *ctx)
{
	security_release_secctx(ctx->context, ctx->len);
}
#endif

#endif
