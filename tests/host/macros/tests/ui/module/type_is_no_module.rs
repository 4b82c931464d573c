// SPDX-License-Identifier: GPL-2.0-only

#![allow(unexpected_cfgs)]

use kernel::prelude::*;

module! {
    type: M,
    name: "m",
    license: "GPL",
}

struct M;

fn main() {}
