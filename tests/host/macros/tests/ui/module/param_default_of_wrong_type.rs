// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

module! {
    type: M,
    name: "m",
    license: "GPL",
    params: {
        a: i32 { default: "1", description: "d" },
        b: bool { default: 1, description: "d" },
        c: i32 { default: true, description: "d" },
        d: charp { default: 5, description: "d" },
        e: charp { default: [1], description: "d" },
        f: [i32; 1] { default: 5, description: "d" },
        g: [bool; 2] { default: [true, 0], description: "d" },
        h: i32 { default: 1.5, description: "d" },
    },
}

struct M;

impl kernel::Module for M {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        Ok(M)
    }
}

fn main() {}
