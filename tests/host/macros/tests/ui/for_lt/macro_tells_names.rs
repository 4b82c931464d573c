// SPDX-License-Identifier: GPL-2.0-only

use core::cell::Cell;
use kernel::types::CovariantForLt;

/// Covariant only for a lifetime of another name than the one that it is given.
macro_rules! by_name {
    ('__long) => { &'static u8 };
    ('__short) => { &'static u8 };
    ('static) => { &'static u8 };
    ($lifetime:lifetime) => { Cell<&$lifetime u8> };
}

type Shared = CovariantForLt!(by_name!('_));
type Named = CovariantForLt!(for<'a> &'a (u8, by_name!('a)));

fn main() {}
