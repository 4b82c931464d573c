// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

module! {
    type: M,
    name: "m",
    license: "GPL",
    params: {
        p: f32 { default: 1.0, description: "d" },
        q: &str { default: "", description: "d" },
        r: core::primitive::u8 { default: 1, description: "d" },
    },
}

struct M;

impl kernel::Module for M {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        Ok(M)
    }
}

fn main() {}
