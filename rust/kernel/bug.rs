// SPDX-License-Identifier: GPL-2.0-only

//! Reports about what should never happen.
//!
//! C header: [`include/asm-generic/bug.h`](srctree/include/asm-generic/bug.h)

/// Prints a backtrace if a condition, that should never hold, does; the result is the condition.
///
/// Processing goes on, so that the caller must cope with the case. Users may have asked the kernel
/// to stop instead (`panic_on_warn`): do not use it for what input from outside can cause.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, warn_on};
///
/// fn remove(count: &mut u32) -> Result {
///     if warn_on!(*count == 0) {
///         return Err(EINVAL);
///     }
///     *count -= 1;
///     Ok(())
/// }
///
/// let mut count = 1;
/// remove(&mut count)?;
/// assert_eq!(count, 0);
/// # Ok::<(), Error>(())
/// ```
#[macro_export]
macro_rules! warn_on {
    ($cond:expr) => {{
        let cond: bool = $cond;
        if cond {
            static PLACE: $crate::bug::Place = $crate::bug::Place {
                file: ::core::file!(),
                line: ::core::line!(),
                column: ::core::column!(),
                what: ::core::stringify!($cond),
            };
            $crate::bug::warn(&PLACE);
        }
        cond
    }};
}

/// Where something must not be true.
#[doc(hidden)]
pub struct Place {
    pub file: &'static str,
    pub line: u32,
    pub column: u32,
    pub what: &'static str,
}

/// Reports that it was true.
#[doc(hidden)]
#[cold]
#[inline(never)]
pub fn warn(place: &Place) {
    let Place {
        file,
        line,
        column,
        what,
    } = *place;
    crate::pr_warn!("{file}:{line}:{column}: warn_on!({what})\n");
    bindings::safe::WARN_ON(true);
}
