// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

#[vtable]
trait T {
    fn f(&self) {}
}

struct S;

impl T for S {
    fn f(&self) {}
}

fn main() {}
