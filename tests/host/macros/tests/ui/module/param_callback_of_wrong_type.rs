// SPDX-License-Identifier: GPL-2.0-only

#![allow(unexpected_cfgs)]

use kernel::prelude::*;

module! {
    type: M,
    name: "m",
    license: "GPL",
    params: {
        p: i32 { default: 1, description: "d", callback: changed },
    },
}

struct M;

impl kernel::Module for M {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        Ok(M)
    }
}

fn changed(_value: &u8) -> Result {
    Ok(())
}

fn main() {}
