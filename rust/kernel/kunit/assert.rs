// SPDX-License-Identifier: GPL-2.0-only

//! Assertions that report to KUnit.

use super::{end_test, err, in_kunit_test};
use crate::{fmt, str::CStr};

/// Reports a failed assertion and ends the test.
///
/// Outside of a test, in a thread that a test made for instance, it prints the failure and returns.
// Inlined so that the symbols of KUnit, which may be a module, are wanted only where a test is.
#[doc(hidden)]
#[inline]
pub fn failed(name: &str, file: &'static CStr, line: i32, condition: &'static CStr) {
    report(name, file, line, condition, in_kunit_test());
    end_test();
}

/// Prints a failure, in the words of KUnit's own reports.
#[cold]
fn report(name: &str, file: &CStr, line: i32, condition: &CStr, in_a_test: bool) {
    err(fmt::fmt!(
        "    # {}: ASSERTION FAILED at {}:{}\n    Expected {} to be true, but is false\n",
        name,
        file,
        line,
        condition
    ));
    if !in_a_test {
        err(fmt::fmt!(
            "    Failure not reported to KUnit since this is a non-KUnit task\n"
        ));
    }
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
