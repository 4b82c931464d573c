// SPDX-License-Identifier: GPL-2.0-only

//! The `{}` form.

use super::{Adapter, Arguments, Formatter, Result};

/// Like [`core::fmt::Display`], and also for types that have no such implementation in `core`.
///
/// # Examples
///
/// ```
/// use kernel::{fmt, prelude::*, str::CString};
///
/// struct Celsius(i32);
///
/// impl fmt::Display for Celsius {
///     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
///         fmt::Display::fmt(&self.0, f)?;
///         f.write_str(" C")
///     }
/// }
///
/// let text = CString::try_from_fmt(fmt!("{}", Celsius(21)))?;
/// assert_eq!(text.to_bytes(), b"21 C");
/// # Ok::<(), Error>(())
/// ```
pub trait Display {
    /// Writes the value, minding the formatter's options where they make sense.
    fn fmt(&self, f: &mut Formatter<'_>) -> Result;
}

impl<T: ?Sized + Display> Display for &T {
    #[inline]
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        Display::fmt(*self, f)
    }
}

impl<T: ?Sized + Display> Display for &mut T {
    #[inline]
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        Display::fmt(&**self, f)
    }
}

impl<T: ?Sized + Display> core::fmt::Display for Adapter<&T> {
    #[inline]
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        Display::fmt(self.0, f)
    }
}

macro_rules! display_of_core {
    ($($ty:ty),* $(,)?) => {$(
        impl Display for $ty {
            #[inline]
            fn fmt(&self, f: &mut Formatter<'_>) -> Result {
                core::fmt::Display::fmt(self, f)
            }
        }
    )*};
}

display_of_core!(
    bool,
    char,
    str,
    i8,
    i16,
    i32,
    i64,
    i128,
    isize,
    u8,
    u16,
    u32,
    u64,
    u128,
    usize,
    Arguments<'_>,
    core::panic::Location<'_>,
    core::panic::PanicInfo<'_>,
    core::panic::PanicMessage<'_>,
    core::num::NonZeroI8,
    core::num::NonZeroI16,
    core::num::NonZeroI32,
    core::num::NonZeroI64,
    core::num::NonZeroIsize,
    core::num::NonZeroU8,
    core::num::NonZeroU16,
    core::num::NonZeroU32,
    core::num::NonZeroU64,
    core::num::NonZeroUsize,
    core::num::ParseIntError,
    core::num::TryFromIntError,
    core::str::Utf8Error,
    core::convert::Infallible,
    core::fmt::Error,
);
