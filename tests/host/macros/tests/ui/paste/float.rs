// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

paste! {
    fn [<a 1.5>]() {}
}

fn main() {}
