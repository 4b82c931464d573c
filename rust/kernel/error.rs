// SPDX-License-Identifier: GPL-2.0-only

//! Kernel errors.
//!
//! C functions report failure in three ways: a negative errno in an `int`, an errno hidden in a
//! pointer ([`ERR_PTR()`][err]), or a null pointer. Rust has one: [`Result`], whose [`Error`] holds
//! the errno. This module turns the one into the other at the border.
//!
//! ```
//! use kernel::error::{from_err_ptr, to_result};
//! use kernel::prelude::*;
//!
//! // What a C function returned.
//! assert_eq!(to_result(0), Ok(()));
//! assert_eq!(to_result(-22), Err(EINVAL));
//! assert_eq!(from_err_ptr(ENOMEM.to_ptr::<u8>()), Err(ENOMEM));
//!
//! // In Rust.
//! fn halve(x: u32) -> Result<u32> {
//!     if x % 2 != 0 {
//!         return Err(EDOM);
//!     }
//!     Ok(x / 2)
//! }
//! assert_eq!(halve(6)?, 3);
//! # Ok::<(), Error>(())
//! ```
//!
//! C headers: [`include/linux/err.h`](srctree/include/linux/err.h),
//! [`include/linux/errno.h`](srctree/include/linux/errno.h)
//!
//! [err]: srctree/include/linux/err.h

pub mod code;
mod convert;
#[allow(unsafe_code, reason = "a suite of KUnit lies in a section of its own")]
#[cfg(CONFIG_KUNIT = "y")]
mod tests;

pub use self::convert::{from_err_ptr, from_result, to_result};

use crate::fmt;
use crate::str::CStr;
use core::num::NonZeroI32;
use core::ptr;

/// A kernel error: one errno.
///
/// The errnos are constants in [`code`], all of which the [prelude](crate::prelude) imports.
///
/// # Invariants
///
/// The value is in `-MAX_ERRNO..0`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Error(NonZeroI32);

/// What a function that may fail returns.
///
/// It has the size of C's `int`: success takes the place of the zero that no errno has.
pub type Result<T = (), E = Error> = core::result::Result<T, E>;

const _: () = assert!(size_of::<Result>() == 4 && size_of::<Option<Error>>() == 4);

/// The error of a `#[vtable]` function that C must never call, because its `HAS_*` is false.
pub const VTABLE_DEFAULT_ERROR: &str =
    "This function must not be called, see the #[vtable] documentation.";

/// The largest errno.
const MAX_ERRNO: i32 = bindings::MAX_ERRNO as i32;

impl Error {
    /// Takes over a negative errno that a C function returned.
    ///
    /// A value that is no negative errno is a bug of the caller: it is reported in the kernel log,
    /// once, and becomes [`EINVAL`](code::EINVAL).
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::prelude::*;
    ///
    /// assert_eq!(Error::from_errno(-12), ENOMEM);
    /// ```
    #[cold]
    #[inline(never)]
    pub fn from_errno(errno: crate::ffi::c_int) -> Error {
        match Error::try_from_errno(errno) {
            Some(error) => error,
            None => {
                crate::pr_warn_once!("{} is no negative errno, EINVAL it is\n", errno);
                code::EINVAL
            }
        }
    }

    /// Takes over a negative errno, or tells that the value is none.
    pub(crate) const fn try_from_errno(errno: crate::ffi::c_int) -> Option<Error> {
        if errno < -MAX_ERRNO || errno >= 0 {
            return None;
        }
        match NonZeroI32::new(errno) {
            // INVARIANT: The range was checked just above.
            Some(errno) => Some(Error(errno)),
            None => None,
        }
    }

    /// The negative errno, for C.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::prelude::*;
    ///
    /// assert_eq!(EPERM.to_errno(), -1);
    /// ```
    pub const fn to_errno(self) -> crate::ffi::c_int {
        self.0.get()
    }

    /// The errno hidden in a pointer, as C's `ERR_PTR()` does.
    ///
    /// The pointer must not be dereferenced; [`from_err_ptr`] takes it apart.
    pub fn to_ptr<T>(self) -> *mut T {
        ptr::without_provenance_mut(self.0.get() as isize as usize)
    }

    /// The errno's symbolic name, if the kernel was built with `CONFIG_SYMBOLIC_ERRNAME`.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::prelude::*;
    ///
    /// if cfg!(CONFIG_SYMBOLIC_ERRNAME) {
    ///     assert_eq!(ENOENT.name(), Some(c"ENOENT"));
    /// } else {
    ///     assert_eq!(ENOENT.name(), None);
    /// }
    /// ```
    #[cfg(all(CONFIG_SYMBOLIC_ERRNAME, RUST_IN_MODULE))]
    pub fn name(&self) -> Option<&'static CStr> {
        code::name_of(*self)
    }

    /// The errno's symbolic name, if the kernel was built with `CONFIG_SYMBOLIC_ERRNAME`.
    #[cfg(all(CONFIG_SYMBOLIC_ERRNAME, not(RUST_IN_MODULE)))]
    pub fn name(&self) -> Option<&'static CStr> {
        // A positive argument asks for the name without a leading minus.
        crate::str::name_of_errno(self.0.get().wrapping_neg())
    }

    /// The errno's symbolic name, if the kernel was built with `CONFIG_SYMBOLIC_ERRNAME`.
    #[cfg(not(CONFIG_SYMBOLIC_ERRNAME))]
    pub fn name(&self) -> Option<&'static CStr> {
        None
    }
}

/// The symbolic name where the kernel has one, else `Error(errno)`.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name().and_then(|name| name.to_str().ok()) {
            Some(name) => f.write_str(name),
            None => f
                .debug_tuple("Error")
                .field(&self.0.get().unsigned_abs())
                .finish(),
        }
    }
}
