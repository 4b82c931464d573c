// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

#[export]
pub extern "C" fn rust_first<T, const N: usize>(_text: [T; N]) {}

fn main() {}
