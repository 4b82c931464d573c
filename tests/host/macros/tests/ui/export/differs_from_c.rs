// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

#[export]
pub extern "C" fn rust_sum(a: c_int, b: u64) -> c_int {
    a.wrapping_add(b as c_int)
}

fn main() {}
