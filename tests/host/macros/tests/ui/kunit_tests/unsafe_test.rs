// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

#[kunit_tests(suite)]
mod tests {
    #[test]
    unsafe fn f() {}
}

fn main() {}
