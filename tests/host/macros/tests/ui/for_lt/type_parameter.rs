// SPDX-License-Identifier: GPL-2.0-only

use kernel::types::ForLt;

type Pair = ForLt!(for<T> (&'a u8, T));

fn main() {}
