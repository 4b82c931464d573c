// SPDX-License-Identifier: GPL-2.0-only

//! What Rust's `std` has and kernel code would like to have.

/// Prints an expression with its value to the kernel log, and returns the value.
///
/// For a debugging session, not for code that stays: see [`pr_debug!`](crate::pr_debug).
///
/// # Examples
///
/// ```
/// # use kernel::prelude::*;
/// let sum = dbg!(1 + 2) * 2;
/// assert_eq!(sum, 6);
///
/// let (a, b) = dbg!(sum, "text");
/// assert_eq!((a, b.len()), (6, 4));
/// dbg!();
/// ```
#[macro_export]
macro_rules! dbg {
    () => {
        $crate::pr_info!("[{}:{}:{}]\n", ::core::file!(), ::core::line!(), ::core::column!())
    };
    ($val:expr $(,)?) => {
        // `match` keeps temporaries of the expression alive until the value was printed.
        match $val {
            value => {
                $crate::pr_info!(
                    "[{}:{}:{}] {} = {:#?}\n",
                    ::core::file!(),
                    ::core::line!(),
                    ::core::column!(),
                    ::core::stringify!($val),
                    &value
                );
                value
            }
        }
    };
    ($($val:expr),+ $(,)?) => {
        ($($crate::dbg!($val)),+,)
    };
}
