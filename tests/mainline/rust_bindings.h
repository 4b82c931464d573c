/* SPDX-License-Identifier: GPL-2.0-only */
/* Mainline reads the sample's tracepoint with the headers of its crate. */
#include "include/trace/events/rust_sample.h"
