// SPDX-License-Identifier: GPL-2.0-only

//! Suites of tests, as KUnit finds them.

use crate::ffi::{c_char, c_void};

/// A suite of tests. `cases` ends with a case that is all zeroes.
#[doc(hidden)]
#[inline]
pub const fn suite(name: &str, cases: *mut bindings::kunit_case) -> bindings::kunit_suite {
    let empty: bindings::kunit_suite = pin_init::zeroed();
    let mut field: [c_char; 256] = empty.name;
    let name = name.as_bytes();
    assert!(
        name.len() < field.len(),
        "the name of the suite is too long"
    );
    let mut i = 0;
    while i < name.len() {
        field[i] = name[i];
        i += 1;
    }
    bindings::kunit_suite {
        name: field,
        test_cases: cases,
        ..empty
    }
}

/// What KUnit's section holds for a suite: the suite, or a list of suites that ends with null.
#[doc(hidden)]
pub const fn section_entry(
    suite: *mut bindings::kunit_suite,
    list: *mut *mut bindings::kunit_suite,
) -> *mut c_void {
    if bindings::RUST_KUNIT_SUITE_LISTS != 0 {
        list.cast()
    } else {
        suite.cast()
    }
}

/// Registers a suite with KUnit.
///
/// # Safety
///
/// `$test_cases` must name a `static mut` array of [`kunit_case`](bindings::kunit_case) whose last
/// is all zeroes, and nobody else may use it.
///
/// # Examples
///
/// ```ignore
/// unsafe extern "C" fn works(_test: *mut kernel::bindings::kunit) {}
///
/// static mut CASES: [kernel::bindings::kunit_case; 2] = [
///     kernel::kunit::kunit_case(c"works", works),
///     pin_init::zeroed(),
/// ];
/// kernel::kunit_unsafe_test_suite!(my_suite, CASES);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! kunit_unsafe_test_suite {
    ($name:ident, $test_cases:ident) => {
        const _: () = {
            static mut KUNIT_TEST_SUITE: $crate::bindings::kunit_suite =
                $crate::kunit::suite(::core::stringify!($name), (&raw mut $test_cases).cast());

            static mut KUNIT_TEST_SUITES: [*mut $crate::bindings::kunit_suite; 2] =
                [&raw mut KUNIT_TEST_SUITE, ::core::ptr::null_mut()];

            #[used]
            #[link_section = ".kunit_test_suites"]
            static mut KUNIT_TEST_SUITE_ENTRY: *mut $crate::ffi::c_void =
                $crate::kunit::section_entry(
                    &raw mut KUNIT_TEST_SUITE,
                    (&raw mut KUNIT_TEST_SUITES).cast(),
                );
        };
    };
}
