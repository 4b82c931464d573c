// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes the layer's symbols available to modules. The list is generated from the
 * objects. The declared type's name is all that MODVERSIONS has to go by: it holds the
 * checksum of the crate's metadata, so that a module fits the crate it was built with.
 */
#include <linux/export.h>

#define EXPORT_SYMBOL_RUST(sym) extern struct RUST_INTERFACE sym; EXPORT_SYMBOL_GPL(sym)

#include "exports.h"
