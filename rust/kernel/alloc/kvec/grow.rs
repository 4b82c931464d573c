// SPDX-License-Identifier: GPL-2.0-only

//! More memory for a vector. The part that is the same for all elements is compiled once.
//!
//! # Safety
//!
//! Sees to it that a vector's memory has the layout that the vector says.

#![allow(unsafe_code)]

use super::Vec;
use crate::alloc::{layout::ArrayLayout, AllocError, Allocator, Flags, NumaNode};
use core::{alloc::Layout, ptr::NonNull};

/// [`Allocator::realloc`] of some allocator.
type Realloc = unsafe fn(
    Option<NonNull<u8>>,
    Layout,
    Layout,
    Flags,
    NumaNode,
) -> Result<NonNull<[u8]>, AllocError>;

/// Gets room for `needed` elements, and for twice as many as there are if that is possible. Returns for how
/// many there is room.
///
/// `element` is the layout of an element, `old` that of the memory, `len` elements long.
///
/// # Safety
///
/// - `realloc` is an allocator's, which has allocated `ptr` with the layout `old`, or that has size zero.
/// - The size of an element is not zero and a multiple of its alignment.
#[cold]
unsafe fn grow(
    realloc: Realloc,
    ptr: NonNull<u8>,
    (old, len): (Layout, usize),
    element: Layout,
    needed: usize,
    flags: Flags,
) -> Result<(NonNull<u8>, usize), AllocError> {
    let layout_of = |len: usize| {
        let size = len.checked_mul(element.size()).ok_or(AllocError)?;
        Layout::from_size_align(size, element.align()).map_err(|_| AllocError)
    };
    // There are at most `isize::MAX`: twice that fits.
    let wanted = needed.max(len.wrapping_mul(2));
    let (layout, len) = match layout_of(wanted) {
        Ok(layout) => (layout, wanted),
        Err(_) => (layout_of(needed)?, needed),
    };
    // SAFETY: The caller's promise for the pointer and its layout. The new size is not zero: there is one
    // element at least, as `needed` exceeds a capacity.
    let ptr = unsafe { realloc(Some(ptr), layout, old, flags, NumaNode::NO_NODE) }?;
    Ok((ptr.cast(), len))
}

impl<T, A: Allocator> Vec<T, A> {
    /// The part of [`reserve`](Vec::reserve) that allocates.
    #[cold]
    pub(super) fn grow(&mut self, additional: usize, flags: Flags) -> Result<(), AllocError> {
        if Self::IS_ZST {
            // The capacity is `usize::MAX` already.
            return Err(AllocError);
        }
        let needed = self.len.checked_add(additional).ok_or(AllocError)?;
        // SAFETY: By the type invariant `A` allocated the memory with `self.layout`, or that layout has
        // size zero. The size of a type is a multiple of its alignment. The old pointer is replaced below.
        // The memory that is returned has a layout, which has no more bytes than one may have.
        let (ptr, layout) = unsafe {
            let (ptr, len) = grow(
                A::realloc,
                self.ptr.cast(),
                (self.layout.into(), self.layout.len()),
                Layout::new::<T>(),
                needed,
                flags,
            )?;
            (ptr, ArrayLayout::new_unchecked(len))
        };
        // INVARIANT: `A` allocated the memory with this layout and kept the elements.
        self.ptr = ptr.cast();
        self.layout = layout;
        Ok(())
    }
}
