// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

module! {
    name: "bad name",
    type: M,
    authors: ["A", 1],
    license: "GPL",
    licence: "GPL",
    params: {
        p: i33 { default: 1, description: "d", permissions: 777 },
        q: u8 { default: -1 },
    },
}

struct M;

impl kernel::Module for M {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        Ok(M)
    }
}

fn main() {}
