// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

paste! {
    fn [<a: b:>]() {}
}

fn main() {}
