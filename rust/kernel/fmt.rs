// SPDX-License-Identifier: GPL-2.0-only

//! Formatting of text.
//!
//! The macros of this crate, [`pr_info!`](crate::pr_info) and its sisters, use [`fmt!`] in place of
//! [`core::format_args!`]. It takes the same format strings, but asks *this* module's traits how a
//! value is shown:
//!
//! - `{}` goes through [`Display`], which also exists for types of `core` that have none there,
//!   such as [`CStr`](crate::str::CStr);
//! - `{:p}` goes through [`Pointer`], which shows a hash: an address would tell an attacker where
//!   the kernel lies (see `Documentation/core-api/printk-formats.rst`);
//! - `{:?}`, `{:x}` and the others are those of `core`. Mind that `{:?}` of a raw pointer shows the
//!   address.
//!
//! # Examples
//!
//! ```
//! use kernel::{prelude::*, str::CString};
//!
//! let text = CString::try_from_fmt(fmt!("{} {:#x} {:?}", c"from C", 255, Some(1)))?;
//! assert_eq!(text.to_bytes(), b"from C 0xff Some(1)");
//! # Ok::<(), Error>(())
//! ```

mod display;
mod pointer;
#[allow(unsafe_code, reason = "a suite of KUnit lies in a section of its own")]
#[cfg(CONFIG_KUNIT = "y")]
mod tests;

pub use self::display::Display;
pub use self::pointer::{HashedPtr, Pointer};
pub use core::fmt::{Arguments, Debug, Error, Formatter, Result, Write};
pub use macros::fmt;

/// What [`fmt!`] wraps around every argument.
#[doc(hidden)]
pub struct Adapter<T>(pub T);

macro_rules! forward_to_core {
    ($($trait:ident),* $(,)?) => {$(
        impl<T: core::fmt::$trait> core::fmt::$trait for Adapter<T> {
            #[inline]
            fn fmt(&self, f: &mut Formatter<'_>) -> Result {
                core::fmt::$trait::fmt(&self.0, f)
            }
        }
    )*};
}

forward_to_core!(Debug, LowerHex, UpperHex, Octal, Binary, LowerExp, UpperExp);
