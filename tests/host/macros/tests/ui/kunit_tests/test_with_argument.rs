// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

#[kunit_tests(suite)]
mod tests {
    #[test]
    fn f(_n: u8) {}
}

fn main() {}
