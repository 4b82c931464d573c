// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

#[kunit_tests(suite)]
mod tests {
    #[test]
    #[should_panic]
    fn f() {}

    #[test]
    #[ignore]
    fn g() {}
}

fn main() {}
