// SPDX-License-Identifier: GPL-2.0-only

//! Every message of every macro, as a user of the compiler sees it.

#[test]
fn mistakes_are_explained() {
    if std::env::var_os("BLESS").is_some() {
        // SAFETY: This test is alone in its program.
        unsafe { std::env::set_var("TRYBUILD", "overwrite") };
    }
    trybuild::TestCases::new().compile_fail("tests/ui/*/*.rs");
}
