// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

fn main() {
    let _ = fmt!("{} {}", 1);
}
