// SPDX-License-Identifier: GPL-2.0-only

//! [`DrainAll`]: the elements of a vector whose memory is kept.
//!
//! # Safety
//!
//! Owns the type invariant of [`DrainAll`].

#![allow(unsafe_code)]

use core::{iter::FusedIterator, mem, slice};

/// Takes the elements out of a vector; see [`Vec::drain_all`](super::Vec::drain_all).
///
/// # Invariants
///
/// The elements that `elements` has yet to yield are initialised, and belong to this iterator alone.
pub struct DrainAll<'vec, T> {
    elements: slice::IterMut<'vec, T>,
}

impl<T> DrainAll<'_, T> {
    /// Takes ownership of elements.
    ///
    /// # Safety
    ///
    /// They are initialised, nobody else drops them, and their memory stays untouched for the lifetime
    /// of the iterator.
    pub(super) unsafe fn new(elements: *mut [T]) -> Self {
        // INVARIANT: By the safety requirement.
        Self {
            // SAFETY: By the safety requirement.
            elements: unsafe { &mut *elements }.iter_mut(),
        }
    }
}

impl<T> Iterator for DrainAll<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        let element: *mut T = self.elements.next()?;
        // SAFETY: By the type invariant the element is initialised and belongs to this iterator, which
        // has just passed it.
        Some(unsafe { element.read() })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.elements.size_hint()
    }
}

impl<T> ExactSizeIterator for DrainAll<'_, T> {}
impl<T> FusedIterator for DrainAll<'_, T> {}

impl<T> Drop for DrainAll<'_, T> {
    fn drop(&mut self) {
        let rest: *mut [T] = mem::take(&mut self.elements).into_slice();
        // SAFETY: By the type invariant the rest is initialised and belongs to this iterator.
        unsafe { rest.drop_in_place() };
    }
}
