// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

struct Opaque;

fn main() {
    let opaque = Opaque;
    let _ = fmt!("{opaque}");
}
