// SPDX-License-Identifier: GPL-2.0-only

//! [`Arc`]s that nobody else has yet.
//!
//! # Safety
//!
//! A [`UniqueArc`] is the only owner of its value.

#![allow(unsafe_code)]

use super::{Arc, ArcInner};
use crate::{
    alloc::{AllocError, Flags, KBox},
    init::InPlaceInit,
    sync::Refcount,
};
use core::{
    convert::Infallible,
    mem::MaybeUninit,
    ops::{Deref, DerefMut},
    pin::Pin,
    ptr::NonNull,
};
use pin_init::{init, InPlaceWrite, Init, PinInit};

/// An [`Arc`] whose value belongs to nobody else, so that it may be changed.
///
/// It becomes an ordinary `Arc` by `into()`, which cannot fail: allocate first, fill in where failing
/// is not possible, share last.
///
/// # Invariants
///
/// The count of `inner` is one.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, sync::{Arc, UniqueArc}};
///
/// let mut table = UniqueArc::new([0u8; 4], GFP_KERNEL)?;
/// table[2] = 7;
/// let shared: Arc<[u8; 4]> = table.into();
/// assert_eq!(*shared, [0, 0, 7, 0]);
/// # Ok::<(), Error>(())
/// ```
///
/// Allocated before a lock is taken, filled under it:
///
/// ```
/// use kernel::{prelude::*, sync::{Arc, UniqueArc}};
///
/// let room = UniqueArc::<u64>::new_uninit(GFP_KERNEL)?;
/// let value: Arc<u64> = room.write(42).into();
/// assert_eq!(*value, 42);
/// # Ok::<(), Error>(())
/// ```
pub struct UniqueArc<T: ?Sized> {
    inner: Arc<T>,
}

impl<T> UniqueArc<T> {
    /// Allocates memory and moves `value` into it.
    ///
    /// # Errors
    ///
    /// [`AllocError`]; `value` is dropped then.
    #[inline]
    pub fn new(value: T, flags: Flags) -> Result<Self, AllocError> {
        Ok(UniqueArc::new_uninit(flags)?.write(value))
    }

    /// Allocates memory for a value to be initialised later.
    ///
    /// # Errors
    ///
    /// [`AllocError`] if there is no memory.
    #[inline]
    pub fn new_uninit(flags: Flags) -> Result<UniqueArc<MaybeUninit<T>>, AllocError> {
        let memory = KBox::<ArcInner<MaybeUninit<T>>>::new_uninit(flags)?;
        let Ok(room) = memory.write_init::<Infallible>(init!(ArcInner::<MaybeUninit<T>> {
            refcount: Refcount::new(1),
            data <- pin_init::uninit::<T, Infallible>(),
        }));
        // SAFETY: The box is leaked, and its count belongs to the result.
        let inner = unsafe { Arc::from_inner(NonNull::from(KBox::leak(room))) };
        // INVARIANT: The count is one.
        Ok(UniqueArc { inner })
    }
}

impl<T: ?Sized> UniqueArc<T> {
    /// Wraps an `Arc` that has no other owner.
    ///
    /// # Safety
    ///
    /// The count of `inner` is one, and nobody borrows the value.
    #[inline]
    pub(super) unsafe fn from_only(inner: Arc<T>) -> Self {
        // INVARIANT: The caller's promise.
        UniqueArc { inner }
    }

    /// The address of the value.
    #[inline]
    pub fn as_ptr(this: &Self) -> *const T {
        Arc::as_ptr(&this.inner)
    }
}

impl<T> UniqueArc<MaybeUninit<T>> {
    /// Moves a value into the memory.
    #[inline]
    pub fn write(self, value: T) -> UniqueArc<T> {
        let Ok(unique) = self.init_with::<Infallible>(value);
        unique
    }

    /// Declares the value initialised.
    ///
    /// # Safety
    ///
    /// It is.
    #[inline]
    pub unsafe fn assume_init(self) -> UniqueArc<T> {
        let ptr = self.inner.ptr.cast::<ArcInner<T>>();
        core::mem::forget(self.inner);
        // SAFETY: `MaybeUninit<T>` has the layout of `T`, thus the memory that of an `ArcInner<T>`.
        // The value is initialised as the caller says. The reference of the `Arc` that was
        // forgotten belongs to the result.
        let inner = unsafe { Arc::from_inner(ptr) };
        // INVARIANT: The count did not change.
        UniqueArc { inner }
    }

    /// Builds the value in the memory. If that fails, the memory is freed.
    #[inline]
    pub fn init_with<E>(mut self, init: impl Init<T, E>) -> Result<UniqueArc<T>, E> {
        let slot = self.as_mut_ptr();
        // SAFETY: Nobody else has the memory at `slot`. If the initialiser fails, the memory is freed
        // as uninitialised, else the value is initialised.
        unsafe {
            init.__init(slot)?;
            Ok(self.assume_init())
        }
    }

    /// Builds a pinned value in the memory. If that fails, the memory is freed.
    pub fn pin_init_with<E>(mut self, init: impl PinInit<T, E>) -> Result<Pin<UniqueArc<T>>, E> {
        let slot = self.as_mut_ptr();
        // SAFETY: As above. The value is pinned by the conversion and is not moved before.
        unsafe {
            init.__pinned_init(slot)?;
            Ok(self.assume_init().into())
        }
    }
}

impl<T> InPlaceWrite<T> for UniqueArc<MaybeUninit<T>> {
    type Initialized = UniqueArc<T>;

    fn write_init<E>(self, init: impl Init<T, E>) -> Result<UniqueArc<T>, E> {
        self.init_with(init)
    }

    fn write_pin_init<E>(self, init: impl PinInit<T, E>) -> Result<Pin<UniqueArc<T>>, E> {
        self.pin_init_with(init)
    }
}

impl<T> InPlaceInit<T> for UniqueArc<T> {
    type PinnedSelf = Pin<Self>;

    #[inline]
    fn try_pin_init<E>(init: impl PinInit<T, E>, flags: Flags) -> Result<Pin<Self>, E>
    where
        E: From<AllocError>,
    {
        UniqueArc::new_uninit(flags)?.pin_init_with(init)
    }

    #[inline]
    fn try_init<E>(init: impl Init<T, E>, flags: Flags) -> Result<Self, E>
    where
        E: From<AllocError>,
    {
        UniqueArc::new_uninit(flags)?.init_with(init)
    }
}

impl<T> InPlaceInit<T> for Arc<T> {
    type PinnedSelf = Self;

    #[inline]
    fn try_pin_init<E>(init: impl PinInit<T, E>, flags: Flags) -> Result<Self, E>
    where
        E: From<AllocError>,
    {
        UniqueArc::try_pin_init(init, flags).map(Arc::from)
    }

    #[inline]
    fn try_init<E>(init: impl Init<T, E>, flags: Flags) -> Result<Self, E>
    where
        E: From<AllocError>,
    {
        UniqueArc::try_init(init, flags).map(Arc::from)
    }
}

impl<T: ?Sized> From<UniqueArc<T>> for Arc<T> {
    #[inline]
    fn from(unique: UniqueArc<T>) -> Self {
        unique.inner
    }
}

impl<T: ?Sized> From<Pin<UniqueArc<T>>> for Arc<T> {
    #[inline]
    fn from(unique: Pin<UniqueArc<T>>) -> Self {
        // SAFETY: The value stays where it is, and an `Arc` gives no way to move it.
        unsafe { Pin::into_inner_unchecked(unique) }.inner
    }
}

impl<T: ?Sized> From<UniqueArc<T>> for Pin<UniqueArc<T>> {
    #[inline]
    fn from(unique: UniqueArc<T>) -> Self {
        // SAFETY: The value lives in memory of its own, which moving the `UniqueArc` does not move,
        // and is dropped there.
        unsafe { Pin::new_unchecked(unique) }
    }
}

impl<T: ?Sized> Deref for UniqueArc<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        &self.inner
    }
}

impl<T: ?Sized> DerefMut for UniqueArc<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: By the type's invariant nobody else has the object, and this value is borrowed
        // exclusively.
        unsafe { &mut (*self.inner.ptr.as_ptr()).data }
    }
}
