// SPDX-License-Identifier: GPL-2.0-only

//! Giving memory back.

use super::Vec;
use crate::alloc::{
    allocator::{KVmalloc, Vmalloc},
    AllocError, Allocator, Flags,
};

impl<T> Vec<T, KVmalloc> {
    /// Lowers the capacity to `min_capacity`, or to the length if that is more.
    ///
    /// Neither of C's functions gives memory back when it shrinks an allocation in place, so the
    /// elements move to a smaller one. Where this would free neither a page nor half of the memory,
    /// nothing is done.
    ///
    /// # Errors
    ///
    /// [`AllocError`] if there is no memory for the smaller allocation; the vector is unchanged then.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::prelude::*;
    ///
    /// let mut v = KVVec::with_capacity(4 * 4096, GFP_KERNEL)?;
    /// v.push(1u64, GFP_KERNEL)?;
    /// v.shrink_to(100, GFP_KERNEL)?;
    /// assert_eq!(v.capacity(), 100);
    /// assert_eq!(v, [1]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn shrink_to(&mut self, min_capacity: usize, flags: Flags) -> Result<(), AllocError> {
        let target = self.len().max(min_capacity);
        let memory = self.layout();
        if target >= memory.len() {
            return Ok(());
        }

        // These are fewer elements than there is memory for. A page is what `vmalloc()` aligns to.
        let smaller = target.wrapping_mul(size_of::<T>());
        let saved = memory.size().wrapping_sub(smaller);
        if saved < Vmalloc::MIN_ALIGN && saved < memory.size() / 2 {
            return Ok(());
        }

        let mut new = Self::with_capacity(target, flags)?;
        if new.append_within_capacity(self) {
            *self = new;
        }
        Ok(())
    }
}
