// SPDX-License-Identifier: GPL-2.0-only
/*
 * Out-of-line copies of what is a macro in C. The list is in list.h; a helper
 * that needs a body of its own stands in a file named after its subsystem.
 */
#include "../bindings/bindings_helper.h"

#undef RUST_HELPER
#undef RUST_HELPER_VOID
#undef RUST_HELPER_NORETURN
#define RUST_HELPER(ret, name, params, args) \
	ret rust_helper_##name params { return name args; }
#define RUST_HELPER_VOID(name, params, args) \
	void rust_helper_##name params { name args; }

#define RUST_HELPER_NORETURN(name, params, args) \
	void rust_helper_##name params { name args; }

#include "list.h"
