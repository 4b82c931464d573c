// SPDX-License-Identifier: GPL-2.0-only

//! Checks of what an `unsafe` function demands of its caller.

/// Checks a safety precondition in kernels built with debug assertions, and nothing otherwise.
///
/// For the head of an `unsafe` function: the caller has promised the condition, so that this only
/// finds callers that broke their promise.
///
/// # Examples
///
/// ```
/// /// # Safety
/// ///
/// /// `n` is not zero.
/// unsafe fn log2(n: u32) -> u32 {
///     kernel::unsafe_precondition_assert!(n != 0, "log2 of zero");
///     31 - n.leading_zeros()
/// }
///
/// // SAFETY: 8 is not zero.
/// assert_eq!(unsafe { log2(8) }, 3);
/// ```
#[macro_export]
macro_rules! unsafe_precondition_assert {
    ($cond:expr $(,)?) => {
        $crate::unsafe_precondition_assert!($cond, "{}", ::core::stringify!($cond))
    };
    ($cond:expr, $($arg:tt)+) => {
        ::core::debug_assert!(
            $cond,
            "unsafe precondition violated: {}",
            ::core::format_args!($($arg)+)
        )
    };
}
