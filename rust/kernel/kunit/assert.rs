// SPDX-License-Identifier: GPL-2.0-only

//! Assertions that report to KUnit.
//!
//! # Safety
//!
//! KUnit uses the description of a failure during the call only.

#![allow(unsafe_code)]

use super::{current_test, err};
use crate::{
    fmt,
    str::{as_char_ptr_in_const_context, CStr},
};

/// Reports a failed assertion and ends the test.
///
/// Outside of a test, in a thread that a test made for instance, it prints the failure and returns.
// Inlined so that the symbols of KUnit, which may be a module, are wanted only where a test is.
#[doc(hidden)]
#[inline]
pub fn failed(name: &str, file: &'static CStr, line: i32, condition: &'static CStr) {
    let test = current_test();
    if test.is_null() {
        not_in_a_test(name, file, line, condition);
        return;
    }

    let location = bindings::kunit_loc {
        file: as_char_ptr_in_const_context(file),
        line,
    };
    let assertion = bindings::kunit_unary_assert {
        assert: pin_init::zeroed(),
        condition: as_char_ptr_in_const_context(condition),
        expected_true: true,
    };
    // SAFETY: `test` is that of the current task, which is alive while the task runs it. The
    // location and the assertion live during the call, which formats them with a function for that
    // kind of assertion. No message is given.
    unsafe {
        bindings::__kunit_do_failed_assertion(
            test,
            &location,
            bindings::kunit_assert_type_KUNIT_ASSERTION,
            (&raw const assertion).cast(),
            Some(bindings::kunit_unary_assert_format),
            core::ptr::null(),
        );
    }
    // SAFETY: `test` is that of the current task. The task ends here without unwinding, as in C:
    // what the test owns leaks.
    unsafe { bindings::__kunit_abort(test) };
}

/// Reports where KUnit cannot.
#[cold]
fn not_in_a_test(name: &str, file: &CStr, line: i32, condition: &CStr) {
    err(fmt::fmt!(
        "    # {}: ASSERTION FAILED at {}:{}\n    Expected {} to be true, but is false\n    \
         Failure not reported to KUnit since this is a non-KUnit task\n",
        name,
        file,
        line,
        condition
    ));
}

/// Asserts a condition and reports to KUnit. `$diff` is taken off the line number.
#[doc(hidden)]
#[macro_export]
macro_rules! kunit_assert {
    ($name:literal, $file:literal, $diff:expr, $condition:expr $(,)?) => {
        if !$condition {
            $crate::kunit::failed(
                $name,
                $crate::c_str!($file),
                ::core::line!() as i32 - $diff,
                $crate::c_str!(::core::stringify!($condition)),
            );
        }
    };
}

/// Asserts that two values are equal and reports to KUnit. `$diff` is taken off the line number.
#[doc(hidden)]
#[macro_export]
macro_rules! kunit_assert_eq {
    ($name:literal, $file:literal, $diff:expr, $left:expr, $right:expr $(,)?) => {
        match (&$left, &$right) {
            (left, right) => {
                if !(*left == *right) {
                    #[allow(unused_imports)]
                    use $crate::kunit::{ShowDebug as _, ShowNothing as _};

                    (&$crate::kunit::Compared(left, right)).show();
                    $crate::kunit::failed(
                        $name,
                        $crate::c_str!($file),
                        ::core::line!() as i32 - $diff,
                        $crate::c_str!(::core::concat!(
                            ::core::stringify!($left),
                            " == ",
                            ::core::stringify!($right)
                        )),
                    );
                }
            }
        }
    };
}

/// Two values that should have been equal. It shows them if it can.
///
/// Method lookup tries [`ShowDebug`], for which no reference must be taken, before [`ShowNothing`].
#[doc(hidden)]
pub struct Compared<'a, L: ?Sized, R: ?Sized>(pub &'a L, pub &'a R);

/// For values that can be shown.
#[doc(hidden)]
pub trait ShowDebug {
    /// Prints both values.
    fn show(&self);
}

impl<L: ?Sized + fmt::Debug, R: ?Sized + fmt::Debug> ShowDebug for Compared<'_, L, R> {
    fn show(&self) {
        err(format_args!(
            "    # left: {:?}\n    # right: {:?}\n",
            self.0, self.1
        ));
    }
}

/// For values that cannot.
#[doc(hidden)]
pub trait ShowNothing {
    /// Prints nothing.
    fn show(&self) {}
}

impl<L: ?Sized, R: ?Sized> ShowNothing for &Compared<'_, L, R> {}
