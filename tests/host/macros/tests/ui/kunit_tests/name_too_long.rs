// SPDX-License-Identifier: GPL-2.0-only

use kernel::prelude::*;

#[kunit_tests(suite_name_suite_name_suite_name_suite_name_suite_name_suite_name_suite_name_suite_name_suite_name_suite_name_suite_name_suite_name_suite_name_suite_name_suite_name_suite_name_suite_name_suite_name_suite_name_suite_name_suite_name_suite_name_suite_name_suite_name_)]
mod tests {}

fn main() {}
