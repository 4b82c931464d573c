// SPDX-License-Identifier: GPL-2.0-only

//! Rust objects that C keeps for us.
//!
//! # Safety
//!
//! This file declares the [`ForeignOwnable`] contract; its one implementation has nothing to own.

#![allow(unsafe_code)]

use crate::ffi::c_void;
use core::ptr;

/// A type that can be handed to C as a `void *` and taken back.
///
/// C's structures often have such a pointer for their driver's data (`driver_data`,
/// `private_data`). While C has it, Rust code that gets the pointer back, in a callback for
/// instance, may borrow it.
///
/// # Safety
///
/// - [`into_foreign`](Self::into_foreign) returns a non-null pointer, a multiple of
///   [`FOREIGN_ALIGN`](Self::FOREIGN_ALIGN).
/// - The pointer is good for [`borrow`](Self::borrow) and [`from_foreign`](Self::from_foreign)
///   until the latter is called with it.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, types::ForeignOwnable};
///
/// let boxed = KBox::new(7u32, GFP_KERNEL)?;
/// let ptr = boxed.into_foreign();
///
/// // SAFETY: `ptr` comes from `into_foreign` of that type. It is borrowed before it is taken back, and
/// // not used afterwards.
/// let back = unsafe {
///     assert_eq!(*<KBox<u32> as ForeignOwnable>::borrow(ptr), 7);
///     <KBox<u32> as ForeignOwnable>::from_foreign(ptr)
/// };
/// assert_eq!(*back, 7);
/// # Ok::<(), Error>(())
/// ```
pub unsafe trait ForeignOwnable: Sized {
    /// The alignment of the pointers, so that C may use their lowest bits.
    const FOREIGN_ALIGN: usize;

    /// The object, borrowed while C owns it.
    type Borrowed<'a>
    where
        Self: 'a;

    /// The object, borrowed exclusively while C owns it.
    type BorrowedMut<'a>
    where
        Self: 'a;

    /// Gives the object away. Without [`from_foreign`](Self::from_foreign) it leaks.
    fn into_foreign(self) -> *mut c_void;

    /// Takes the object back.
    ///
    /// # Safety
    ///
    /// `ptr` must come from [`into_foreign`](Self::into_foreign) of this type, must not have been
    /// taken back before, and no borrow of it may be alive.
    unsafe fn from_foreign(ptr: *mut c_void) -> Self;

    /// Takes the object back if there is one: null stands for none.
    ///
    /// # Safety
    ///
    /// `ptr` must be null or as for [`from_foreign`](Self::from_foreign).
    unsafe fn try_from_foreign(ptr: *mut c_void) -> Option<Self> {
        if ptr.is_null() {
            return None;
        }
        // SAFETY: Not null, so that the caller promises what is asked for.
        Some(unsafe { Self::from_foreign(ptr) })
    }

    /// Borrows the object.
    ///
    /// # Safety
    ///
    /// `ptr` must come from [`into_foreign`](Self::into_foreign) of this type and not be taken back
    /// during `'a`, nor be borrowed by [`borrow_mut`](Self::borrow_mut) during `'a`.
    unsafe fn borrow<'a>(ptr: *mut c_void) -> Self::Borrowed<'a>;

    /// Borrows the object exclusively.
    ///
    /// # Safety
    ///
    /// `ptr` must come from [`into_foreign`](Self::into_foreign) of this type and not be taken back
    /// during `'a`, nor be borrowed in any way during `'a`.
    unsafe fn borrow_mut<'a>(ptr: *mut c_void) -> Self::BorrowedMut<'a>;
}

/// What [`ForeignOwnable::borrow`] of a `T` gives.
pub type ForeignBorrowed<'a, T> = <T as ForeignOwnable>::Borrowed<'a>;

// SAFETY: A dangling pointer is not null, and nobody dereferences it.
unsafe impl ForeignOwnable for () {
    // C's trees tell entries of their own by the lowest two bits.
    const FOREIGN_ALIGN: usize = 4;
    type Borrowed<'a> = ();
    type BorrowedMut<'a> = ();

    fn into_foreign(self) -> *mut c_void {
        ptr::without_provenance_mut(Self::FOREIGN_ALIGN)
    }

    unsafe fn from_foreign(_: *mut c_void) -> Self {}

    unsafe fn borrow<'a>(_: *mut c_void) -> Self::Borrowed<'a> {}

    unsafe fn borrow_mut<'a>(_: *mut c_void) -> Self::BorrowedMut<'a> {}
}
