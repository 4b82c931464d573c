// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

module! {
    type: M,
    name: "m",
    license: "GPL",
    params: {
        a: i8 { default: -129, description: "d" },
        b: u8 { default: 256, description: "d" },
        c: u16 { default: -1, description: "d" },
        d: i64 { default: 0x8000_0000_0000_0000, description: "d" },
        e: [u8; 2] { default: [1, 1000], description: "d" },
        f: u64 { default: 340282366920938463463374607431768211456, description: "d" },
    },
}

struct M;

impl kernel::Module for M {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        Ok(M)
    }
}

fn main() {}
