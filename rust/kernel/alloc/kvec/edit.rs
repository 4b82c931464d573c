// SPDX-License-Identifier: GPL-2.0-only

//! Inserting and removing elements within the capacity.

use super::{DrainAll, InsertError, RemoveError, Vec};
use crate::alloc::Allocator;
use core::mem;

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
        if index > self.len() {
            return Err(InsertError::IndexOutOfBounds(element));
        }
        self.shift_in(index, element)
            .map_err(InsertError::OutOfCapacity)
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
        self.shift_out(i).ok_or(RemoveError)
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
        drop(self.drain_tail(self.len().saturating_sub(len)));
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
        self.drain_tail(self.len())
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
            let Some((element, before)) = elements.get_mut(..=next).and_then(<[T]>::split_last_mut)
            else {
                break;
            };
            if f(element) {
                // Where none was dropped yet, the element is in its place.
                if let Some(place) = before.get_mut(kept) {
                    mem::swap(place, element);
                }
                kept = kept.wrapping_add(1);
            }
        }
        self.truncate(kept);
    }
}
