// SPDX-License-Identifier: GPL-2.0-only

//! Conversions between [`Error`] and what other code reports: C's integers and pointers, and the
//! error types of `core`.

use super::{code::*, Error, Result, MAX_ERRNO};
use crate::{
    alloc::{layout, AllocError},
    fmt,
};
use core::{alloc::LayoutError, convert::Infallible, num::TryFromIntError, str::Utf8Error};

/// Turns what a C function returned into a [`Result`]: negative is an error, the rest is success.
///
/// # Examples
///
/// ```
/// use kernel::{error::to_result, prelude::*};
///
/// assert_eq!(to_result(0), Ok(()));
/// assert_eq!(to_result(-2), Err(ENOENT));
/// ```
#[inline]
#[must_use = "an error of the C function would be lost"]
pub fn to_result(err: crate::ffi::c_int) -> Result {
    if err < 0 {
        Err(Error::from_errno(err))
    } else {
        Ok(())
    }
}

/// Turns a pointer that may hide an errno (`ERR_PTR()`) into a [`Result`].
///
/// A null pointer is no error here: check for it where the C function may return it.
///
/// # Examples
///
/// ```
/// use kernel::{error::from_err_ptr, prelude::*};
///
/// let mut x = 5u32;
/// let good: *mut u32 = &mut x;
/// assert_eq!(from_err_ptr(good), Ok(good));
/// assert_eq!(from_err_ptr(EIO.to_ptr::<u32>()), Err(EIO));
/// ```
pub fn from_err_ptr<T>(ptr: *mut T) -> Result<*mut T> {
    // The last `MAX_ERRNO` addresses are never those of an object: `IS_ERR_VALUE()` in C.
    let value = ptr.addr();
    if value >= -(MAX_ERRNO as isize) as usize {
        return Err(Error::try_from_errno(value as i32).unwrap_or(EINVAL));
    }
    Ok(ptr)
}

/// Runs a closure and returns what C expects: the value, or the negative errno.
///
/// For functions that C calls through a pointer. `T` is any type that holds every errno: a signed
/// integer of at least 16 bits.
///
/// # Examples
///
/// ```
/// use kernel::{error::from_result, ffi::c_int, prelude::*};
///
/// extern "C" fn open(flags: c_int) -> c_int {
///     from_result(|| {
///         if flags < 0 {
///             return Err(EINVAL);
///         }
///         Ok(0)
///     })
/// }
///
/// assert_eq!(open(0), 0);
/// assert_eq!(open(-1), EINVAL.to_errno());
/// ```
pub fn from_result<T, F>(f: F) -> T
where
    T: From<i16>,
    F: FnOnce() -> Result<T>,
{
    match f() {
        Ok(value) => value,
        // The conversion keeps the value: errnos end at 4095.
        Err(error) => T::from(error.to_errno() as i16),
    }
}

const _: () = assert!(MAX_ERRNO <= i16::MAX as i32);

impl From<AllocError> for Error {
    #[inline]
    fn from(_: AllocError) -> Error {
        ENOMEM
    }
}

impl From<TryFromIntError> for Error {
    #[inline]
    fn from(_: TryFromIntError) -> Error {
        EINVAL
    }
}

impl From<Utf8Error> for Error {
    #[inline]
    fn from(_: Utf8Error) -> Error {
        EINVAL
    }
}

impl From<LayoutError> for Error {
    #[inline]
    fn from(_: LayoutError) -> Error {
        ENOMEM
    }
}

impl From<layout::LayoutError> for Error {
    #[inline]
    fn from(_: layout::LayoutError) -> Error {
        ENOMEM
    }
}

impl From<fmt::Error> for Error {
    #[inline]
    fn from(_: fmt::Error) -> Error {
        EINVAL
    }
}

impl From<Infallible> for Error {
    #[inline]
    fn from(e: Infallible) -> Error {
        match e {}
    }
}
