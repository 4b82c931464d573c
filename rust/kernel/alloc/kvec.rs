// SPDX-License-Identifier: GPL-2.0-only

//! [`Vec`]: a growable array in allocated memory.

mod edit;
mod errors;
mod fill;
mod into_iter;
mod macros;
mod raw;
mod shrink;
mod traits;

pub use self::errors::{InsertError, PushError, RemoveError};
pub use self::into_iter::{DrainAll, IntoIter};
pub use self::raw::Vec;

use super::{
    allocator::{KVmalloc, Kmalloc, Vmalloc},
    AllocError, Allocator, Flags,
};
use core::mem::ManuallyDrop;

/// A [`Vec`] in [`Kmalloc`] memory.
pub type KVec<T> = Vec<T, Kmalloc>;

/// A [`Vec`] in [`Vmalloc`] memory.
pub type VVec<T> = Vec<T, Vmalloc>;

/// A [`Vec`] in [`KVmalloc`] memory.
pub type KVVec<T> = Vec<T, KVmalloc>;

impl<T, A> Vec<T, A>
where
    A: Allocator,
{
    /// Gives the memory to the caller: the pointer, the length and the capacity.
    ///
    /// [`from_raw_parts`](Vec::from_raw_parts) takes it back.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::prelude::*;
    ///
    /// let (ptr, len, cap) = kvec![1, 2, 3]?.into_raw_parts();
    /// // SAFETY: The parts are from `into_raw_parts()`, and this is the only use of them.
    /// let v = unsafe { KVec::from_raw_parts(ptr, len, cap) };
    /// assert_eq!(v, [1, 2, 3]);
    /// # Ok::<(), Error>(())
    /// ```
    #[inline]
    pub fn into_raw_parts(self) -> (*mut T, usize, usize) {
        let mut me = ManuallyDrop::new(self);
        (me.as_mut_ptr(), me.len(), me.capacity())
    }

    /// Returns whether there are no elements.
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The elements as a slice.
    #[inline]
    pub fn as_slice(&self) -> &[T] {
        self
    }

    /// The elements as a mutable slice.
    #[inline]
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        self
    }

    /// Makes room for at least `additional` more elements.
    ///
    /// The capacity at least doubles when it has to grow, so that a series of
    /// [`push`](Vec::push) takes linear time.
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
    /// v.reserve(10, GFP_KERNEL)?;
    /// assert!(v.capacity() >= 11);
    /// # Ok::<(), Error>(())
    /// ```
    #[inline]
    pub fn reserve(&mut self, additional: usize, flags: Flags) -> Result<(), AllocError> {
        // The length never exceeds the capacity.
        if self.capacity().wrapping_sub(self.len()) >= additional {
            return Ok(());
        }
        self.grow(additional, flags)
    }
}
