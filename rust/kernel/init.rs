// SPDX-License-Identifier: GPL-2.0-only

//! Building values in the memory where they will live.
//!
//! The traits and macros are those of the `pin_init` crate. This module adds what is the kernel's own:
//! allocations that take an initialiser ([`InPlaceInit`]) and macros whose error type is the kernel's
//! [`Error`].

use crate::{
    alloc::{
        kbox::{init_or_error, pin_init_or_error},
        AllocError, Flags,
    },
    error::{Error, Result},
};
#[doc(no_inline)]
pub use pin_init::{
    init_from_closure, pin_init_from_closure, zeroed, InPlaceWrite, Init, PinInit, Zeroable,
};

/// A pointer that can allocate memory and run an initialiser on it.
///
/// # Examples
///
/// ```
/// use kernel::prelude::*;
///
/// struct Pair {
///     left: u32,
///     right: u32,
/// }
///
/// let pair = KBox::init(init!(Pair { left: 1, right: 2 }), GFP_KERNEL)?;
/// assert_eq!(pair.left + pair.right, 3);
///
/// let failed = KBox::<Pair>::init(
///     try_init!(Pair {
///         left: 1,
///         right: u32::try_from(-1)?,
///     }),
///     GFP_KERNEL,
/// );
/// assert!(failed.is_err());
/// # Ok::<(), Error>(())
/// ```
pub trait InPlaceInit<T>: Sized {
    /// The type of a pinned `Self`.
    ///
    /// `Self` where it pins its value anyway, else `Pin<Self>`.
    type PinnedSelf;

    /// Allocates memory and builds a pinned value in it.
    ///
    /// # Errors
    ///
    /// Those of the initialiser, and [`AllocError`] converted. The memory is freed then.
    fn try_pin_init<E>(init: impl PinInit<T, E>, flags: Flags) -> Result<Self::PinnedSelf, E>
    where
        E: From<AllocError>;

    /// Like [`try_pin_init`](InPlaceInit::try_pin_init), with the kernel's error type.
    fn pin_init<E>(init: impl PinInit<T, E>, flags: Flags) -> Result<Self::PinnedSelf>
    where
        Error: From<E>,
    {
        Self::try_pin_init(pin_init_or_error(init), flags)
    }

    /// Allocates memory and builds a value in it.
    ///
    /// # Errors
    ///
    /// Those of the initialiser, and [`AllocError`] converted. The memory is freed then.
    fn try_init<E>(init: impl Init<T, E>, flags: Flags) -> Result<Self, E>
    where
        E: From<AllocError>;

    /// Like [`try_init`](InPlaceInit::try_init), with the kernel's error type.
    fn init<E>(init: impl Init<T, E>, flags: Flags) -> Result<Self>
    where
        Error: From<E>,
    {
        Self::try_init(init_or_error(init), flags)
    }
}

/// Builds an initialiser that may fail with the kernel's [`Error`].
///
/// As [`pin_init::init!`], with `Error` where that has [`Infallible`](core::convert::Infallible). Write
/// `? Type` after the braces for another error.
///
/// # Examples
///
/// ```
/// use kernel::prelude::*;
///
/// struct Table {
///     rows: KVec<u32>,
/// }
///
/// fn table(rows: usize) -> impl Init<Table, Error> {
///     try_init!(Table {
///         rows: KVec::from_elem(0, rows, GFP_KERNEL)?,
///     })
/// }
///
/// let t = KBox::init(table(4), GFP_KERNEL)?;
/// assert_eq!(t.rows.len(), 4);
/// # Ok::<(), Error>(())
/// ```
#[macro_export]
macro_rules! try_init {
    ($($args:tt)*) => {
        $crate::init::__private::init!(
            #[default_error($crate::error::Error)]
            $($args)*
        )
    };
}

/// Builds an initialiser of a pinned value that may fail with the kernel's [`Error`].
///
/// As [`pin_init::pin_init!`], with `Error` where that has
/// [`Infallible`](core::convert::Infallible). Write `? Type` after the braces for another error.
#[macro_export]
macro_rules! try_pin_init {
    ($($args:tt)*) => {
        $crate::init::__private::pin_init!(
            #[default_error($crate::error::Error)]
            $($args)*
        )
    };
}

/// What the macros of this module name on behalf of their users.
#[doc(hidden)]
pub mod __private {
    pub use pin_init::{init, pin_init};
}
