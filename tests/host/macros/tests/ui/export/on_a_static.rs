// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

#[export]
pub static RUST_NOTHING: u8 = 0;

fn main() {}
