// SPDX-License-Identifier: GPL-2.0-only

use kernel::types::ForLt;

type Nothing = ForLt!();
type Two = ForLt!(&u8, &u8);

fn main() {}
