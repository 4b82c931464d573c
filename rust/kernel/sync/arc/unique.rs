// SPDX-License-Identifier: GPL-2.0-only

//! [`Arc`]s that nobody else has yet.

use super::{raw::Only, Arc};
use crate::{
    alloc::{AllocError, Flags},
    init::InPlaceInit,
};
use core::{
    convert::Infallible,
    mem::MaybeUninit,
    ops::{Deref, DerefMut},
    pin::Pin,
};
use pin_init::{InPlaceWrite, Init, PinInit};

/// An [`Arc`] whose value belongs to nobody else, so that it may be changed.
///
/// It becomes an ordinary `Arc` by `into()`, which cannot fail: allocate first, fill in where failing
/// is not possible, share last.
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
    pub(super) inner: Only<T>,
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
        let inner = Only::uninit(flags)?;
        Ok(UniqueArc { inner })
    }
}

impl<T: ?Sized> UniqueArc<T> {
    /// The address of the value.
    #[inline]
    pub fn as_ptr(this: &Self) -> *const T {
        this.inner.owned().as_ptr()
    }
}

impl<T> UniqueArc<MaybeUninit<T>> {
    /// Moves a value into the memory.
    #[inline]
    pub fn write(self, value: T) -> UniqueArc<T> {
        let Ok(unique) = self.init_with::<Infallible>(value);
        unique
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
        Arc {
            inner: unique.inner.share(),
        }
    }
}

impl<T: ?Sized> Deref for UniqueArc<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        self.inner.owned().borrow().value()
    }
}

impl<T: ?Sized> DerefMut for UniqueArc<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        self.inner.value_mut()
    }
}
