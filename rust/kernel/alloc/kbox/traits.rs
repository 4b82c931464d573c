// SPDX-License-Identifier: GPL-2.0-only

//! A [`Box`] used as the value that it holds.
//!
//! # Safety
//!
//! Relies on the type invariant of [`Box`].

#![allow(unsafe_code)]

use super::Box;
use crate::{alloc::Allocator, fmt};
use core::{
    borrow::{Borrow, BorrowMut},
    ops::{Deref, DerefMut},
};
use pin_init::ZeroableOption;

// SAFETY: A box is a transparent non-null pointer, so that zero is `None`.
unsafe impl<T, A: Allocator> ZeroableOption for Box<T, A> {}

impl<T: ?Sized, A: Allocator> Deref for Box<T, A> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: By the type invariant the pointer leads to an initialised value, which nobody else
        // may change while the box is borrowed.
        unsafe { self.0.as_ref() }
    }
}

impl<T: ?Sized, A: Allocator> DerefMut for Box<T, A> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: As above; the box is borrowed exclusively.
        unsafe { self.0.as_mut() }
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
