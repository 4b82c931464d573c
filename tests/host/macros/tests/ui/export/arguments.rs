// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

#[export(name = "x")]
pub extern "C" fn rust_nothing() {}

fn main() {}
