// SPDX-License-Identifier: GPL-2.0-only

//! Inserting and removing elements within the capacity.
//!
//! # Safety
//!
//! Owns the moves of elements within a [`Vec`]'s memory.

#![allow(unsafe_code)]

use super::{DrainAll, InsertError, RemoveError, Vec};
use crate::alloc::Allocator;
use core::ptr;

impl<T, A> Vec<T, A>
where
    A: Allocator,
{
    /// Inserts an element at `index` if there is room for it, and never allocates.
    ///
    /// The elements from `index` on move back by one.
    ///
    /// # Errors
    ///
    /// [`InsertError`], which holds `element`.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::{alloc::kvec::InsertError, prelude::*};
    ///
    /// let mut v = KVec::with_capacity(4, GFP_KERNEL)?;
    /// for i in 0..3 {
    ///     v.insert_within_capacity(0, i)?;
    /// }
    /// assert_eq!(v, [2, 1, 0]);
    /// assert!(matches!(
    ///     v.insert_within_capacity(9, 9),
    ///     Err(InsertError::IndexOutOfBounds(9))
    /// ));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn insert_within_capacity(
        &mut self,
        index: usize,
        element: T,
    ) -> Result<(), InsertError<T>> {
        let len = self.len();
        if index > len {
            return Err(InsertError::IndexOutOfBounds(element));
        }
        if len >= self.capacity() {
            return Err(InsertError::OutOfCapacity(element));
        }

        // SAFETY: `index` is at most the length, and there is room for one more element, so that those
        // from `index` on fit one further. The copy left at `index` is overwritten without being dropped,
        // after which one more element is initialised.
        unsafe {
            let p = self.as_mut_ptr().add(index);
            ptr::copy(p, p.add(1), len - index);
            p.write(element);
            self.inc_len(1);
        }
        Ok(())
    }

    /// Removes the element at index `i`; those behind it move up by one.
    ///
    /// # Errors
    ///
    /// [`RemoveError`] if there is no such element.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::prelude::*;
    ///
    /// let mut v = kvec![1, 2, 3]?;
    /// assert_eq!(v.remove(1)?, 2);
    /// assert_eq!(v, [1, 3]);
    /// assert!(v.remove(2).is_err());
    /// # Ok::<(), Error>(())
    /// ```
    pub fn remove(&mut self, i: usize) -> Result<T, RemoveError> {
        let len = self.len();
        if i >= len {
            return Err(RemoveError);
        }

        // SAFETY: `i` is below the length, so that the element is initialised, and `len - i - 1` are
        // behind it. The copy left behind is overwritten or forgotten.
        let value = unsafe {
            let p = self.as_mut_ptr().add(i);
            let value = p.read();
            ptr::copy(p.add(1), p, len - i - 1);
            value
        };
        // The last place holds a moved element, or `value` itself: nothing to drop.
        let _ = self.dec_len(1);
        Ok(value)
    }

    /// Drops all elements and keeps the memory.
    #[inline]
    pub fn clear(&mut self) {
        self.truncate(0);
    }

    /// Drops the elements from index `len` on and keeps the memory.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::prelude::*;
    ///
    /// let mut v = kvec![1, 2, 3]?;
    /// v.truncate(1);
    /// assert_eq!(v, [1]);
    /// v.truncate(5);
    /// assert_eq!(v, [1]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn truncate(&mut self, len: usize) {
        let tail = self.dec_len(self.len().saturating_sub(len));
        // SAFETY: The elements are initialised, and the vector has just forgotten them.
        unsafe { tail.drop_in_place() };
    }

    /// Takes all elements out, one after the other, and keeps the memory.
    ///
    /// Those not taken when the iterator is dropped are dropped.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::prelude::*;
    ///
    /// let mut v = kvec![1, 2, 3]?;
    /// assert_eq!(v.drain_all().sum::<i32>(), 6);
    /// assert!(v.is_empty() && v.capacity() >= 3);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn drain_all(&mut self) -> DrainAll<'_, T> {
        let elements = self.dec_len(self.len());
        // SAFETY: The elements are initialised and the vector has forgotten them. It stays borrowed,
        // so that nothing else touches its memory meanwhile.
        unsafe { DrainAll::new(elements) }
    }

    /// Keeps the elements for which `f` returns true, in their order, and drops the others.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::prelude::*;
    ///
    /// let mut v = kvec![1, 2, 3, 4]?;
    /// v.retain(|x| *x % 2 == 0);
    /// assert_eq!(v, [2, 4]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn retain(&mut self, mut f: impl FnMut(&mut T) -> bool) {
        let elements = self.as_mut_slice();
        let mut kept = 0_usize;

        // Swapping keeps every element initialised at every moment, whatever `f` does.
        for next in 0..elements.len() {
            if elements.get_mut(next).is_some_and(&mut f) {
                let first = elements.as_mut_ptr();
                // SAFETY: `kept` counts earlier rounds, hence `kept <= next < elements.len()`.
                unsafe { ptr::swap(first.add(kept), first.add(next)) };
                kept = kept.wrapping_add(1);
            }
        }
        self.truncate(kept);
    }
}
