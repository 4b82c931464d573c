// SPDX-License-Identifier: GPL-2.0-only

use kernel::types::ForLt;

type Pair = ForLt!(for<'a, 'b> (&'a u8, &'b u8));

fn main() {}
