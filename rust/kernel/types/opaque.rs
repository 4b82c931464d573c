// SPDX-License-Identifier: GPL-2.0-only

//! Objects that belong to C.
//!
//! # Safety
//!
//! Nothing here reads the value or makes a reference to it: only pointers leave.

#![allow(unsafe_code)]

use core::{cell::UnsafeCell, marker::PhantomPinned, mem::MaybeUninit};
use pin_init::{PinInit, Wrapper, Zeroable};

/// An object of C, of which Rust assumes nothing.
///
/// C may change it behind a shared reference, through a pointer that it kept; it may be
/// uninitialised or hold values that the Rust type does not have; and its address may matter. So
/// there is no way from here to a `&T`: use [`get`](Self::get) and C's functions.
///
/// # Examples
///
/// ```
/// use kernel::types::Opaque;
///
/// let counter = Opaque::new(5u32);
/// // SAFETY: The value was initialised, and nobody else knows of it.
/// unsafe {
///     *counter.get() += 1;
///     assert_eq!(*counter.get(), 6);
/// }
/// ```
#[repr(transparent)]
pub struct Opaque<T> {
    value: UnsafeCell<MaybeUninit<T>>,
    _pin: PhantomPinned,
}

// SAFETY: `MaybeUninit` allows every byte pattern, zeroes included.
unsafe impl<T> Zeroable for Opaque<T> {}

impl<T> Opaque<T> {
    /// Wraps a value.
    #[inline]
    pub const fn new(value: T) -> Self {
        Opaque {
            value: UnsafeCell::new(MaybeUninit::new(value)),
            _pin: PhantomPinned,
        }
    }

    /// Wraps nothing yet.
    #[inline]
    pub const fn uninit() -> Self {
        Opaque {
            value: UnsafeCell::new(MaybeUninit::uninit()),
            _pin: PhantomPinned,
        }
    }

    /// Wraps zeroes.
    #[inline]
    pub const fn zeroed() -> Self {
        Opaque {
            value: UnsafeCell::new(MaybeUninit::zeroed()),
            _pin: PhantomPinned,
        }
    }

    /// Initialises in place, by a C function that takes the object's address and cannot fail.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::{prelude::*, types::Opaque};
    ///
    /// let init = Opaque::ffi_init(|slot: *mut u32| {
    ///     // SAFETY: `slot` may be written, as that of every initialiser.
    ///     unsafe { slot.write(42) }
    /// });
    /// let boxed = KBox::pin_init(init, GFP_KERNEL)?;
    /// // SAFETY: Initialised above; nobody else knows of it.
    /// assert_eq!(unsafe { *boxed.get() }, 42);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn ffi_init(init_func: impl FnOnce(*mut T)) -> impl PinInit<Self> {
        Self::try_ffi_init(|slot| {
            init_func(slot);
            Ok(())
        })
    }

    /// Initialises in place, by a C function that takes the object's address and may fail.
    pub fn try_ffi_init<E>(
        init_func: impl FnOnce(*mut T) -> Result<(), E>,
    ) -> impl PinInit<Self, E> {
        // SAFETY: Every state of the memory is a valid `Opaque`, initialised or not, so that the
        // closure cannot leave an invalid one. When the function fails, the slot is not used, and
        // dropping an `Opaque` does nothing.
        unsafe {
            pin_init::pin_init_from_closure(move |slot: *mut Self| init_func(Self::cast_into(slot)))
        }
    }

    /// The object's address, for C.
    #[inline]
    pub const fn get(&self) -> *mut T {
        UnsafeCell::get(&self.value).cast::<T>()
    }

    /// The address of the object in the wrapper. The pointer need not be valid.
    #[inline]
    pub const fn cast_into(this: *const Self) -> *mut T {
        UnsafeCell::raw_get(this.cast::<UnsafeCell<MaybeUninit<T>>>()).cast::<T>()
    }

    /// The address of the wrapper of an object. The pointer need not be valid.
    #[inline]
    pub const fn cast_from(this: *const T) -> *const Self {
        this.cast()
    }
}

impl<T> Wrapper<T> for Opaque<T> {
    fn pin_init<E>(init: impl PinInit<T, E>) -> impl PinInit<Self, E> {
        Self::try_ffi_init(|slot| {
            // SAFETY: The slot is that of an enclosing initialiser: it may be written, and is
            // pinned afterwards. When the initialiser fails, the slot is not used.
            unsafe { init.__pinned_init(slot) }
        })
    }
}
