// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

const X: u8 = concat_idents!();

fn main() {}
