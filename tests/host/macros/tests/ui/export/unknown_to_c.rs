// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

#[export]
pub extern "C" fn rust_unheard_of() {}

fn main() {}
