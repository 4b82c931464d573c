// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

#[export]
pub extern "C" fn rust_sum(_a: c_int, _b: c_int) {}

fn main() {}
