// SPDX-License-Identifier: GPL-2.0-only

//! A module that calls what C does not have: the error names the place and the name.

use kernel::{bindings, prelude::*};

module! {
    type: Absent,
    name: "rust_absent",
    license: "GPL",
}

struct Absent;

impl kernel::Module for Absent {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        // SAFETY: Nobody has this function.
        unsafe { bindings::no_such_function_in_c() };
        Ok(Self)
    }
}
