// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

paste! {
    fn [<a:span b:span>]() {}
}

fn main() {}
