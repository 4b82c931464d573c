// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

module! {
    type: M,
    license: "GPL",
}

struct M;

impl kernel::Module for M {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        Ok(M)
    }
}

fn main() {}
