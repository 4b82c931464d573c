// SPDX-License-Identifier: GPL-2.0-only

//! Branches that are patched at run time, and the tracepoints that are built on them.

pub mod jump_label;
pub mod tracepoint;
