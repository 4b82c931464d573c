// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

#[kunit_tests]
mod tests {}

fn main() {}
