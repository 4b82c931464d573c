// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes the layer's symbols available to modules. The list is generated from the
 * objects; the declared type does not matter, only the address does.
 */
#include <linux/export.h>

#define EXPORT_SYMBOL_RUST(sym) extern int sym; EXPORT_SYMBOL_GPL(sym)

#include "exports.h"
