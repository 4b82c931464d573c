// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

struct S;

impl S {
    #[export]
    pub extern "C" fn rust_nothing(&self) {}
}

fn main() {}
