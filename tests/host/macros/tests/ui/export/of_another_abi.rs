// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

#[export]
pub extern "system" fn rust_nothing() {}

fn main() {}
