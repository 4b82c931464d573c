// SPDX-License-Identifier: GPL-2.0-only

//! Building a value in the memory of a [`Box`].
//!
//! # Safety
//!
//! Owns the calls of initialisers on a box's memory.

#![allow(unsafe_code)]

use super::Box;
use crate::{
    alloc::{AllocError, Allocator, Flags},
    init::InPlaceInit,
};
use core::{mem::MaybeUninit, pin::Pin};
use pin_init::{InPlaceWrite, Init, PinInit};

impl<T, A: Allocator + 'static> InPlaceWrite<T> for Box<MaybeUninit<T>, A> {
    type Initialized = Box<T, A>;

    fn write_init<E>(mut self, init: impl Init<T, E>) -> Result<Self::Initialized, E> {
        let slot = self.as_mut_ptr();
        // SAFETY: The box owns the memory at `slot`. If the initialiser fails, the memory is freed as
        // uninitialised, else it holds a value.
        unsafe {
            init.__init(slot)?;
            Ok(self.assume_init())
        }
    }

    fn write_pin_init<E>(mut self, init: impl PinInit<T, E>) -> Result<Pin<Self::Initialized>, E> {
        let slot = self.as_mut_ptr();
        // SAFETY: As above. The value is pinned by the conversion, and is not moved before.
        unsafe {
            init.__pinned_init(slot)?;
            Ok(self.assume_init().into())
        }
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
