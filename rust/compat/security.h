/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What security modules call things: a number, of which some distributions have one for each
 * module, and its text, of which older trees have the parts.
 */
#ifndef _RUST_COMPAT_SECURITY_H
#define _RUST_COMPAT_SECURITY_H

#include <linux/security.h>

#if defined(RUST_HAVE_LSM_CONTEXT) || defined(RUST_HAVE_LSMCONTEXT)
#ifdef RUST_HAVE_LSM_CONTEXT
typedef struct lsm_context rust_secctx;
#else
typedef struct lsmcontext rust_secctx;
#endif

static inline int rust_secid_to_secctx(u32 secid, rust_secctx *ctx)
{
#ifdef LSMBLOB_DISPLAY
	struct lsmblob blob;
	int ret;

	lsmblob_init(&blob, secid);
	ret = security_secid_to_secctx(&blob, ctx, LSMBLOB_DISPLAY);
#else
	int ret = security_secid_to_secctx(secid, ctx);
#endif

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

static inline u32 rust_cred_getsecid(const struct cred *cred)
{
#ifdef RUST_HAVE_CRED_LSM_BLOB
	struct lsmblob blob;

	security_cred_getsecid(cred, &blob);
	return lsmblob_value(&blob);
#else
	u32 secid;

	security_cred_getsecid(cred, &secid);
	return secid;
#endif
}

#endif
