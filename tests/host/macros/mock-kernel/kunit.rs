// SPDX-License-Identifier: GPL-2.0-only

//! KUnit without C: a suite is a list that [`run`] goes through.

use crate::bindings;
use crate::str::CStr;
use std::cell::{Cell, RefCell};
use std::ffi::c_uint;

thread_local! {
    static FAILED: Cell<bool> = const { Cell::new(false) };
    static LOG: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

pub const fn kunit_case(
    name: &'static CStr,
    run_case: unsafe extern "C" fn(*mut bindings::kunit),
) -> bindings::kunit_case {
    bindings::kunit_case {
        run_case: Some(run_case),
        name: name.as_ptr(),
    }
}

pub trait TestResult {
    fn is_ok(&self) -> bool;
}

impl TestResult for () {
    fn is_ok(&self) -> bool {
        true
    }
}

impl<T, E> TestResult for Result<T, E> {
    fn is_ok(&self) -> bool {
        self.is_ok()
    }
}

pub fn is_test_result_ok(result: impl TestResult) -> bool {
    result.is_ok()
}

pub fn err(args: std::fmt::Arguments<'_>) {
    log(args.to_string());
}

#[doc(hidden)]
pub fn fail(line: String) {
    log(line);
    FAILED.set(true);
}

fn log(line: String) {
    LOG.with_borrow_mut(|log| log.push(line));
}

#[macro_export]
macro_rules! kunit_assert {
    ($name:literal, $file:literal, $diff:expr, $condition:expr $(,)?) => {
        if !$condition {
            let _: (i32, &str) = ($diff, $file);
            $crate::kunit::fail(format!("{}: {}", $name, stringify!($condition)));
        }
    };
}

#[macro_export]
macro_rules! kunit_assert_eq {
    ($name:literal, $file:literal, $diff:expr, $left:expr, $right:expr $(,)?) => {
        $crate::kunit_assert!($name, $file, $diff, $left == $right)
    };
}

#[macro_export]
macro_rules! kunit_unsafe_test_suite {
    ($name:ident, $test_cases:ident) => {
        /// Runs the suite: its name, its cases with their outcome, the log.
        pub fn run_suite() -> (&'static str, Vec<(String, u32)>, Vec<String>) {
            // SAFETY: By the macro's contract, an empty case ends the array.
            let (cases, log) = unsafe { $crate::kunit::run((&raw const $test_cases).cast()) };
            (stringify!($name), cases, log)
        }
    };
}

thread_local! {
    static CURRENT: Cell<*mut bindings::kunit> = const { Cell::new(core::ptr::null_mut()) };
}

/// Notes which test runs.
///
/// # Safety
///
/// `test` is the test that runs.
pub unsafe fn enter(test: *mut bindings::kunit) {
    CURRENT.set(test);
}

/// Marks a test as skipped, or takes that back.
///
/// # Safety
///
/// `test` is the test that runs.
pub unsafe fn set_skipped(test: *mut bindings::kunit, skipped: bool) {
    let status = if skipped {
        bindings::kunit_status_KUNIT_SKIPPED
    } else {
        bindings::kunit_status_KUNIT_SUCCESS
    };
    // SAFETY: By the function's contract.
    unsafe { (*test).status = status };
}

/// Runs the cases up to the empty one; returns their names with their outcome, and the log.
///
/// # Safety
///
/// `case` points to an array of cases that an empty one ends.
pub unsafe fn run(mut case: *const bindings::kunit_case) -> (Vec<(String, c_uint)>, Vec<String>) {
    let mut outcomes = Vec::new();
    LOG.with_borrow_mut(Vec::clear);
    // SAFETY: By the function's contract, every case up to the empty one may be read and run.
    unsafe {
        while let Some(run_case) = (*case).run_case {
            let mut test = bindings::kunit {
                status: bindings::kunit_status_KUNIT_SUCCESS,
                failures: 0,
            };
            FAILED.set(false);
            run_case(&mut test);
            assert_eq!(
                CURRENT.replace(core::ptr::null_mut()),
                &raw mut test,
                "every case says which it is"
            );
            if FAILED.get() {
                test.status = bindings::kunit_status_KUNIT_FAILURE;
            }
            let name = CStr::from_ptr((*case).name).to_str().unwrap().to_owned();
            outcomes.push((name, test.status));
            case = case.add(1);
        }
    }
    (outcomes, LOG.with_borrow(Vec::clone))
}
