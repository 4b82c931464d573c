// SPDX-License-Identifier: GPL-2.0-only

//! Filling a vector with clones.

use super::Vec;
use crate::alloc::{AllocError, Allocator, Flags};
use core::iter;

impl<T: Clone, A: Allocator> Vec<T, A> {
    /// Appends `n` clones of `value`.
    ///
    /// # Errors
    ///
    /// [`AllocError`] if there is no memory; the vector is unchanged then.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::prelude::*;
    ///
    /// let mut v = kvec![1]?;
    /// v.extend_with(2, 8, GFP_KERNEL)?;
    /// assert_eq!(v, [1, 8, 8]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn extend_with(&mut self, n: usize, value: T, flags: Flags) -> Result<(), AllocError> {
        self.reserve(n, flags)?;
        self.fill(iter::repeat_n(value, n));
        Ok(())
    }

    /// Appends clones of all elements of `other`.
    ///
    /// # Errors
    ///
    /// [`AllocError`] if there is no memory; the vector is unchanged then.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::prelude::*;
    ///
    /// let mut v = kvec![1]?;
    /// v.extend_from_slice(&[20, 30], GFP_KERNEL)?;
    /// assert_eq!(v, [1, 20, 30]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn extend_from_slice(&mut self, other: &[T], flags: Flags) -> Result<(), AllocError> {
        self.reserve(other.len(), flags)?;
        self.fill(other.iter().cloned());
        Ok(())
    }

    /// Makes a vector of `n` clones of `value`.
    ///
    /// # Errors
    ///
    /// [`AllocError`] if there is no memory.
    pub fn from_elem(value: T, n: usize, flags: Flags) -> Result<Self, AllocError> {
        let mut v = Self::with_capacity(n, flags)?;
        v.extend_with(n, value, flags)?;
        Ok(v)
    }

    /// Changes the length to `new_len`: drops elements at the end, or appends clones of `value`.
    ///
    /// # Errors
    ///
    /// [`AllocError`] if there is no memory; the vector is unchanged then.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::prelude::*;
    ///
    /// let mut v = kvec![1, 2, 3]?;
    /// v.resize(1, 42, GFP_KERNEL)?;
    /// assert_eq!(v, [1]);
    /// v.resize(3, 42, GFP_KERNEL)?;
    /// assert_eq!(v, [1, 42, 42]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn resize(&mut self, new_len: usize, value: T, flags: Flags) -> Result<(), AllocError> {
        match new_len.checked_sub(self.len()) {
            Some(additional) => self.extend_with(additional, value, flags),
            None => {
                self.truncate(new_len);
                Ok(())
            }
        }
    }
}
