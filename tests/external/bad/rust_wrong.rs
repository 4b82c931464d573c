// SPDX-License-Identifier: GPL-2.0-only

//! Does not compile: a build that does not fail on it is broken.

use kernel::prelude::*;

module! {
    type: Wrong,
    name: "rust_wrong",
    license: "GPL",
}

struct Wrong;

impl kernel::Module for Wrong {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let number: u32 = "not a number";
        pr_info!("{number}\n");
        Ok(Self)
    }
}
