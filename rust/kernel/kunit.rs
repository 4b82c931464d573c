// SPDX-License-Identifier: GPL-2.0-only

//! Unit tests inside the kernel.
//!
//! Tests are functions with `#[test]` in a module with
//! [`#[kunit_tests(suite)]`](macro@kunit_tests), next to the code they test; the examples of the
//! documentation are tests too. KUnit runs them during boot, or when the module that holds them is
//! loaded, and prints the results as TAP to the kernel log.
//!
//! Inside a test `assert!` and its sisters report to KUnit: a failure ends the test, not the
//! kernel.
//!
//! # Examples
//!
//! ```
//! mod clamping {
//!     use kernel::prelude::*;
//!
//!     fn clamp(x: i32) -> i32 {
//!         x.clamp(-10, 10)
//!     }
//!
//!     #[kunit_tests(example_of_a_suite)]
//!     mod tests {
//!         use super::*;
//!
//!         #[test]
//!         fn stays_in_range() {
//!             assert_eq!(clamp(11), 10);
//!         }
//!
//!         #[test]
//!         fn may_fail() -> Result {
//!             let boxed = KBox::new(clamp(3), GFP_KERNEL)?;
//!             assert_eq!(*boxed, 3);
//!             Ok(())
//!         }
//!     }
//! }
//! ```
//!
//! Reference: <https://docs.kernel.org/dev-tools/kunit/index.html>
//!
//! C header: [`include/kunit/test.h`](srctree/include/kunit/test.h)
//!
//! # Safety
//!
//! What is given to KUnit lives as long as KUnit uses it: suites and cases are statics.

#![allow(unsafe_code)]
// The example shows how to write tests.
#![allow(clippy::test_attr_in_doctest)]

mod assert;
mod suite;

#[doc(hidden)]
pub use self::assert::{failed, Compared, ShowDebug, ShowNothing};
#[doc(hidden)]
pub use self::suite::{section_entry, suite};
pub use macros::kunit_tests;

use crate::{
    fmt,
    print::Level,
    str::{as_char_ptr_in_const_context, CStr},
};

/// Prints a line of a test's report, as an error.
#[doc(hidden)]
pub fn err(args: fmt::Arguments<'_>) {
    crate::print::emit_bare(Level::ERR, args)
}

/// Prints a line of a test's report.
#[doc(hidden)]
pub fn info(args: fmt::Arguments<'_>) {
    crate::print::emit_bare(Level::INFO, args)
}

/// What a test may return.
#[doc(hidden)]
pub trait TestResult {
    /// Whether the test succeeded.
    fn is_test_result_ok(&self) -> bool;
}

impl TestResult for () {
    fn is_test_result_ok(&self) -> bool {
        true
    }
}

impl<T, E> TestResult for Result<T, E> {
    fn is_test_result_ok(&self) -> bool {
        self.is_ok()
    }
}

/// Whether a test succeeded, judging by what it returned.
#[doc(hidden)]
pub fn is_test_result_ok(t: impl TestResult) -> bool {
    t.is_test_result_ok()
}

/// Whether the current task runs a test.
///
/// # Examples
///
/// ```
/// use kernel::{kunit::in_kunit_test, prelude::*};
///
/// fn delay_ms() -> u32 {
///     if in_kunit_test() { 0 } else { 100 }
/// }
/// assert_eq!(delay_ms(), 0);
/// ```
pub fn in_kunit_test() -> bool {
    !current_test().is_null()
}

/// The test that the current task runs, or null.
fn current_test() -> *mut bindings::kunit {
    bindings::safe::rust_kunit_current()
}

/// Ends the test that the current task runs, if it runs one: it has failed.
#[inline]
fn end_test() {
    let test = current_test();
    if test.is_null() {
        return;
    }
    // SAFETY: `test` is that of the current task, which is alive while the task runs it, and it is this
    // task that the test's try-catch waits for. The task ends here without unwinding, as in C: what the
    // test owns leaks.
    unsafe {
        bindings::kunit_set_failure(test);
        bindings::kunit_try_catch_throw(&raw mut (*test).try_catch);
    }
}

/// A test of a suite.
#[doc(hidden)]
pub const fn kunit_case(
    name: &'static CStr,
    run_case: unsafe extern "C" fn(*mut bindings::kunit),
) -> bindings::kunit_case {
    bindings::kunit_case {
        run_case: Some(run_case),
        name: as_char_ptr_in_const_context(name),
        ..pin_init::zeroed()
    }
}

/// Says that the current task runs `test`; the first thing that a test does.
///
/// # Safety
///
/// `test` is what KUnit passed to the test function that the current task is in.
#[doc(hidden)]
#[inline]
pub unsafe fn enter(test: *mut bindings::kunit) {
    // SAFETY: The test outlives the task, which KUnit made for it alone, so that the task's field
    // is not left dangling.
    unsafe { bindings::rust_kunit_enter(test) }
}

/// Marks a test as skipped, or takes that back.
///
/// # Safety
///
/// `test` is what KUnit passed to the test function that the current task is in.
#[doc(hidden)]
#[inline]
pub unsafe fn set_skipped(test: *mut bindings::kunit, skipped: bool) {
    // SAFETY: KUnit reads the status after the test function only.
    unsafe { bindings::rust_kunit_set_skipped(test, skipped) }
}
