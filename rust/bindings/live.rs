// SPDX-License-Identifier: GPL-2.0-only

//! Objects of C that are there.

use core::{cell::UnsafeCell, marker::PhantomPinned, mem::MaybeUninit};
use pin_init::PinInit;

/// An object of C that was initialised and is alive.
///
/// C may change it behind a shared reference, may hold values that the Rust type does not have, and
/// its address may matter. A reference is all that functions of [`safe`](super::safe) ask for.
///
/// # Invariants
///
/// Whoever has a reference has an object that C's functions for a `T` take, for as long as it lives.
#[repr(transparent)]
pub struct Live<T> {
    value: UnsafeCell<MaybeUninit<T>>,
    _pin: PhantomPinned,
}

impl<T> Live<T> {
    /// The object, for C.
    #[inline(always)]
    pub const fn get(&self) -> *mut T {
        UnsafeCell::raw_get(&raw const self.value).cast()
    }

    /// A pointer to the object from one to what wraps it. Reads nothing.
    #[inline(always)]
    pub const fn cast_into(this: *const Self) -> *mut T {
        this.cast_mut().cast()
    }

    /// The object that `ptr` points to.
    ///
    /// # Safety
    ///
    /// `ptr` points to an initialised object, which lives and stays where it is for `'a`.
    #[inline(always)]
    pub const unsafe fn from_ptr<'a>(ptr: *mut T) -> &'a Self {
        // SAFETY: By the caller's promise, and the type is transparent over a `T`.
        unsafe { &*ptr.cast() }
    }

    /// Initialises one by a function of C's.
    ///
    /// # Safety
    ///
    /// `init` writes a whole object to the pointer that it gets, such that C's functions may be called
    /// with it while it stays where it is.
    #[inline]
    pub unsafe fn init(init: impl FnOnce(*mut T)) -> impl PinInit<Self> {
        // SAFETY: By the caller's promise.
        unsafe { Self::try_init(|slot| Ok(init(slot))) }
    }

    /// Initialises one by a function of C's that may fail.
    ///
    /// # Safety
    ///
    /// As for [`init`](Self::init) if `init` returns `Ok`. Else there is nothing to be dropped.
    #[inline]
    pub unsafe fn try_init<E>(init: impl FnOnce(*mut T) -> Result<(), E>) -> impl PinInit<Self, E> {
        // SAFETY: By the caller's promise the slot is initialised on success, and holds nothing to be
        // dropped on failure; it is pinned.
        unsafe {
            pin_init::pin_init_from_closure(move |slot: *mut Self| init(Self::cast_into(slot)))
        }
    }
}
