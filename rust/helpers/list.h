/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * C names that bindgen cannot wrap by itself, one line each: macros, and functions
 * that are inline in one configuration and a macro in another.
 *
 *   RUST_HELPER(return type, name, (parameters), (arguments))
 *   RUST_HELPER_VOID(name, (parameters), (arguments))
 *   RUST_HELPER_NORETURN(name, (parameters), (arguments))
 *
 * Rust calls bindings::name. helpers.c gives the bodies, and the compiler that
 * builds the kernel checks them against the real declaration.
 */
#ifndef RUST_HELPER
#define RUST_HELPER(ret, name, params, args) ret rust_helper_##name params;
#define RUST_HELPER_VOID(name, params, args) void rust_helper_##name params;
#define RUST_HELPER_NORETURN(name, params, args) \
	void rust_helper_##name params __attribute__((__noreturn__));
#endif

/* bug.h */
RUST_HELPER_NORETURN(BUG, (void), ())
RUST_HELPER(bool, WARN_ON, (bool cond), (cond))

/* nodemask.h */
RUST_HELPER(int, node_online, (int node), (node))
