// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

paste! {
    fn [<1 a>]() {}
    fn [<"a-b">]() {}
}

fn main() {}
