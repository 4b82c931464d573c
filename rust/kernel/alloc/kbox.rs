// SPDX-License-Identifier: GPL-2.0-only

//! [`Box`]: one owned value in allocated memory.

mod raw;

pub use self::raw::Box;
pub(crate) use self::raw::{init_or_error, pin_init_or_error};

use super::{
    allocator::{KVmalloc, Kmalloc, Vmalloc},
    AllocError, Allocator, Flags,
};
use crate::{fmt, init::InPlaceInit};
use core::{
    borrow::{Borrow, BorrowMut},
    pin::Pin,
};
use pin_init::{InPlaceWrite as _, Init, PinInit};

/// A [`Box`] in [`Kmalloc`] memory.
pub type KBox<T> = Box<T, Kmalloc>;

/// A [`Box`] in [`Vmalloc`] memory.
pub type VBox<T> = Box<T, Vmalloc>;

/// A [`Box`] in [`KVmalloc`] memory.
pub type KVBox<T> = Box<T, KVmalloc>;

impl<T, A> Box<T, A>
where
    T: ?Sized,
    A: Allocator,
{
    /// Pins the value: it stays where it is until it is dropped.
    #[inline]
    pub fn into_pin(this: Self) -> Pin<Self> {
        this.into()
    }
}

impl<T, A> Box<T, A>
where
    A: Allocator,
{
    /// Allocates memory and moves `x` into it.
    ///
    /// # Errors
    ///
    /// [`AllocError`]; `x` is dropped then.
    #[inline]
    pub fn new(x: T, flags: Flags) -> Result<Self, AllocError> {
        Ok(Self::new_uninit(flags)?.write(x))
    }

    /// Allocates memory, moves `x` into it and pins it there.
    ///
    /// # Errors
    ///
    /// [`AllocError`]; `x` is dropped then.
    #[inline]
    pub fn pin(x: T, flags: Flags) -> Result<Pin<Box<T, A>>, AllocError>
    where
        A: 'static,
    {
        Ok(Self::new(x, flags)?.into())
    }
}

impl<T, A: Allocator + 'static> InPlaceInit<T> for Box<T, A> {
    type PinnedSelf = Pin<Self>;

    #[inline]
    fn try_pin_init<E>(init: impl PinInit<T, E>, flags: Flags) -> Result<Pin<Self>, E>
    where
        E: From<AllocError>,
    {
        Self::new_uninit(flags)?.write_pin_init(init)
    }

    #[inline]
    fn try_init<E>(init: impl Init<T, E>, flags: Flags) -> Result<Self, E>
    where
        E: From<AllocError>,
    {
        Self::new_uninit(flags)?.write_init(init)
    }
}

impl<T: ?Sized, A: Allocator> Borrow<T> for Box<T, A> {
    fn borrow(&self) -> &T {
        self
    }
}

impl<T: ?Sized, A: Allocator> BorrowMut<T> for Box<T, A> {
    fn borrow_mut(&mut self) -> &mut T {
        self
    }
}

impl<T: ?Sized + fmt::Display, A: Allocator> fmt::Display for Box<T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Debug, A: Allocator> fmt::Debug for Box<T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
