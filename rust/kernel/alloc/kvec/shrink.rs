// SPDX-License-Identifier: GPL-2.0-only

//! Giving memory back.
//!
//! # Safety
//!
//! Owns the replacement of a [`Vec`]'s memory by a smaller one.

#![allow(unsafe_code)]

use super::Vec;
use crate::alloc::{
    allocator::{KVmalloc, Vmalloc},
    layout::ArrayLayout,
    AllocError, Allocator, Flags, NumaNode,
};
use core::ptr;

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
        if target >= self.layout.len() {
            return Ok(());
        }

        // SAFETY: Fewer elements than the present layout has.
        let layout = unsafe { ArrayLayout::<T>::new_unchecked(target) };
        // A page is what `vmalloc()` aligns to.
        let saved = self.layout.size().wrapping_sub(layout.size());
        if saved < Vmalloc::MIN_ALIGN && saved < self.layout.size() / 2 {
            return Ok(());
        }

        let new = KVmalloc::alloc(layout.into(), flags, NumaNode::NO_NODE)?.cast::<T>();
        // SAFETY: The new memory has room for at least `len` elements and is not that of the vector.
        // The elements are moved: the old memory is freed without dropping them.
        unsafe { ptr::copy_nonoverlapping(self.as_ptr(), new.as_ptr(), self.len()) };
        // SAFETY: By the type invariant the memory was allocated with this layout, or its size is zero.
        unsafe { KVmalloc::free(self.ptr.cast(), self.layout.into()) };

        // INVARIANT: The memory was allocated with `layout` and holds the elements.
        self.ptr = new;
        self.layout = layout;
        Ok(())
    }
}
