// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every shim once more, as bitcode that is linked into each Rust object. The shim
 * itself vanishes; whether what it calls is inlined is up to the compiler, as in C.
 */
#include "../bindings/bindings_helper.h"

#pragma clang attribute push(__attribute__((__always_inline__)), apply_to = function)
#include "shims.c"
#include "helpers.c"
#pragma clang attribute pop
