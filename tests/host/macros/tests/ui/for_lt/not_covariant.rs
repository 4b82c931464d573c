// SPDX-License-Identifier: GPL-2.0-only

use core::cell::Cell;
use kernel::types::CovariantForLt;

type Shared = CovariantForLt!(Cell<&'_ u8>);
type Sink = CovariantForLt!(for<'a> fn(&'a u8));

fn main() {}
