// SPDX-License-Identifier: GPL-2.0-only

#![allow(unexpected_cfgs)]

use kernel::prelude::*;

module! {
    type: M,
    name: "m",
    license: "GPL",
    params: {
        p: i32 { default: NAME, description: "d" },
    },
}

const NAME: &str = "x";

struct M;

impl kernel::Module for M {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        Ok(M)
    }
}

fn main() {}
