// SPDX-License-Identifier: GPL-2.0-only

//! The Rust half of a module whose other half is C.

use kernel::{ffi::c_int, prelude::*};

module! {
    type: Mixed,
    name: "rust_mixed",
    license: "GPL",
}

extern "C" {
    fn rust_mixed_sum(a: c_int, b: c_int) -> c_int;
}

struct Mixed;

impl kernel::Module for Mixed {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        // SAFETY: The C half adds two numbers, and these do not overflow.
        pr_info!("C says {}\n", unsafe { rust_mixed_sum(2, 3) });
        Ok(Self)
    }
}
