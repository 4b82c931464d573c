// SPDX-License-Identifier: GPL-2.0-only
/* The shims of a module outside of the tree, as bitcode: see rust/helpers/inline.c. */
#include "header.h"

#pragma clang attribute push(__attribute__((__always_inline__)), apply_to = function)
#include "shims_static.c"
#pragma clang attribute pop
