// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

module! {
    type: M,
    name: "m",
    license: "GPL",
    params: {
        p: i32 {},
        q: i32 { default: 1 },
        r: i32 { description: "d" },
    },
}

struct M;

impl kernel::Module for M {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        Ok(M)
    }
}

fn main() {}
