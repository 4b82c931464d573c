// SPDX-License-Identifier: GPL-2.0-only

//! Objects of one language that the other keeps: C's in Rust, and Rust's in C.
//!
//! # Safety
//!
//! Nothing here reads the value of an [`Opaque`] or makes a reference to it: only pointers leave. What C
//! has of Rust's is a pointer, of which this file declares the contract, [`ForeignOwnable`]; the one
//! implementation here has nothing to own.

#![allow(unsafe_code)]

use crate::ffi::c_void;
use core::{cell::UnsafeCell, marker::PhantomPinned, mem::MaybeUninit, ptr};
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
