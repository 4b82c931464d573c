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

/// A vector whose elements nobody looks at.
struct Memory {
    ptr: NonNull<u8>,
    capacity: usize,
    len: usize,
}

/// Gets room for `additional` elements more, and for twice as many as there is room for if that is possible.
///
/// `element` is the layout of an element.
///
/// # Safety
///
/// - `realloc` is an allocator's, which has allocated the memory with the layout of so many elements, or
///   that has size zero.
/// - The size of an element is not zero and a multiple of its alignment.
#[cold]
unsafe fn grow(
    memory: &mut Memory,
    additional: usize,
    element: Layout,
    realloc: Realloc,
    flags: Flags,
) -> Result<(), AllocError> {
    let layout_of = |len: usize| {
        let size = len.checked_mul(element.size()).ok_or(AllocError)?;
        Layout::from_size_align(size, element.align()).map_err(|_| AllocError)
    };
    let needed = memory.len.checked_add(additional).ok_or(AllocError)?;
    let old = layout_of(memory.capacity)?;
    // There are at most `isize::MAX`: twice that fits.
    let wanted = needed.max(memory.capacity.wrapping_mul(2));
    let (layout, capacity) = match layout_of(wanted) {
        Ok(layout) => (layout, wanted),
        Err(_) => (layout_of(needed)?, needed),
    };
    // SAFETY: The caller's promise for the memory and its layout. The new size is not zero: there is one
    // element at least, as `needed` exceeds a capacity.
    let ptr = unsafe { realloc(Some(memory.ptr), layout, old, flags, NumaNode::NO_NODE) }?;
    memory.ptr = ptr.cast();
    memory.capacity = capacity;
    Ok(())
}

impl<T, A: Allocator> Vec<T, A> {
    /// The part of [`reserve`](Vec::reserve) that allocates.
    #[cold]
    pub(super) fn grow(&mut self, additional: usize, flags: Flags) -> Result<(), AllocError> {
        if Self::IS_ZST {
            // The capacity is `usize::MAX` already.
            return Err(AllocError);
        }
        // The function gets a copy: what it has seen the address of is in no register afterwards.
        let mut memory = Memory {
            ptr: self.ptr.cast(),
            capacity: self.layout.len(),
            len: self.len,
        };
        // SAFETY: By the type invariant `A` allocated the memory with `self.layout`, or that has size zero. The
        // size of a type is a multiple of its alignment. The new capacity is that of a layout.
        let layout = unsafe {
            grow(
                &mut memory,
                additional,
                Layout::new::<T>(),
                A::realloc,
                flags,
            )?;
            ArrayLayout::new_unchecked(memory.capacity)
        };
        // INVARIANT: `A` allocated the memory with this layout and kept the elements.
        self.ptr = memory.ptr.cast();
        self.layout = layout;
        Ok(())
    }
}
