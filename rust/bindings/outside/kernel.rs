// SPDX-License-Identifier: GPL-2.0-only

//! The `kernel` crate, whose `bindings` have the C names of one module outside of the tree.

#![no_std]

pub use ::bindings;
pub use in_tree::*;
