// SPDX-License-Identifier: GPL-2.0-only

//! A module that takes C names from all of `bindings`, and from `bindings` by another name.

use kernel::{bindings as c, prelude::*};

module! {
    type: All,
    name: "rust_names_all",
    license: "GPL",
}

struct All;

/// What C makes of a number.
mod hashed {
    use kernel::bindings::*;

    pub(super) fn low(value: u32) -> u32 {
        // SAFETY: The function computes.
        unsafe { hash_32(value, 32) }
    }
}

impl kernel::Module for All {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        // SAFETY: The function computes.
        let same = unsafe { c::hash_32(1, 32) } == hashed::low(1);
        pr_info!("{same} {}\n", c::RUST_NAMES_CAST);
        Ok(Self)
    }
}
