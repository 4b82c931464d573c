// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

#[vtable(all)]
trait T {
    fn f(&self) {}
}

fn main() {}
