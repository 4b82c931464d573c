// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

#[vtable]
struct S;

fn main() {}
