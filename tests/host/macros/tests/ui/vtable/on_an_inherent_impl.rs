// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

struct S;

#[vtable]
impl S {
    fn f(&self) {}
}

fn main() {}
