// SPDX-License-Identifier: GPL-2.0-only

//! What the macros name on behalf of their users.

pub use pinned_init::{
    __internal::{HasInitData, HasPinData, InitData, PinData},
    pin_data,
};

use core::{mem, pin::Pin, ptr::NonNull};

/// A struct with `#[pin_data]`.
///
/// # Safety
///
/// [`Pinning`](Self::Pinning) has a function for each field, by its name, that borrows what a [`Guard`]
/// guards: pinned if the field is pinned with its struct.
pub unsafe trait HasPinning {
    /// Which fields are pinned.
    type Pinning;

    /// The only value.
    const PINNING: Self::Pinning;
}

/// Which fields are pinned in the struct that some data is for.
#[inline(always)]
pub fn pinning<D: PinData>(_: D) -> <D::Datee as HasPinning>::Pinning
where
    D::Datee: HasPinning,
{
    D::Datee::PINNING
}

/// Drops a field if the initialisation of a later one fails.
///
/// # Invariants
///
/// The field is initialised and nobody else drops it as long as the guard lives.
pub struct Guard<T: ?Sized>(NonNull<T>);

impl<T: ?Sized> Guard<T> {
    /// Guards a field.
    ///
    /// # Safety
    ///
    /// The field is initialised, and nobody moves it or drops it while the guard lives.
    #[inline]
    pub unsafe fn new(field: *mut T) -> Self {
        // INVARIANT: By the safety requirement.
        // SAFETY: A pointer to a field is not null.
        Self(unsafe { NonNull::new_unchecked(field) })
    }

    /// The field, for the expressions of those that follow.
    #[inline]
    pub fn field(&mut self) -> &mut T {
        // SAFETY: By the type invariant the field is initialised; all other access to it is through
        // the pointer to the whole struct, which takes `unsafe`.
        unsafe { self.0.as_mut() }
    }

    /// The field, if it is pinned.
    ///
    /// # Safety
    ///
    /// The field is pinned along with its struct, and the struct will not be moved.
    #[inline]
    pub unsafe fn pinned(&mut self) -> Pin<&mut T> {
        // SAFETY: By the safety requirement.
        unsafe { Pin::new_unchecked(self.field()) }
    }

    /// Leaves the field to the struct that it is part of.
    #[inline]
    pub fn release(self) {
        mem::forget(self);
    }
}

impl<T: ?Sized> Drop for Guard<T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: By the type invariant the field is initialised and dropped by nobody else.
        unsafe { self.0.as_ptr().drop_in_place() };
    }
}

/// What `..Zeroable::init_zeroed()` stands for.
pub mod zero {
    use core::mem;

    /// Zeroes the memory of a value.
    ///
    /// # Safety
    ///
    /// `slot` is valid for writing.
    #[inline]
    pub unsafe fn fill<T: crate::Zeroable>(slot: *mut T) {
        // SAFETY: By the safety requirement.
        unsafe { slot.write_bytes(0, 1) };
    }

    /// A value of any type, for code that is checked and never runs.
    ///
    /// # Safety
    ///
    /// Must not be called.
    pub unsafe fn value<T>() -> T {
        // SAFETY: By the safety requirement this does not happen.
        unsafe { mem::zeroed() }
    }
}
