// SPDX-License-Identifier: GPL-2.0-only
/*
 * Out-of-line copies of what is a macro in C. The list is in list.h; a helper
 * that needs a body of its own stands in a file named after its subsystem.
 */
#include "../bindings/bindings_helper.h"

#undef RUST_HELPER
#undef RUST_HELPER_VOID
#undef RUST_HELPER_NORETURN
/* A result that is wider than the declared one would lose bits in silence. */
#define RUST_HELPER_FITS(ret, call)					\
	_Static_assert(sizeof(ret) >= sizeof(call) || __same_type(ret, bool), \
		       "the declared result is narrower than C's")
#define RUST_HELPER(ret, name, params, args)				\
	ret rust_helper_##name params					\
	{								\
		RUST_HELPER_FITS(ret, name args);			\
		return name args;					\
	}
#define RUST_HELPER_VOID(name, params, args) \
	void rust_helper_##name params { name args; }

#define RUST_HELPER_NORETURN(name, params, args) \
	void rust_helper_##name params { name args; }

#include "list.h"
