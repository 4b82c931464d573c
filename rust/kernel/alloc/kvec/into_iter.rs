// SPDX-License-Identifier: GPL-2.0-only

//! The elements of a vector by value: [`IntoIter`] has its memory too, [`DrainAll`] leaves that behind.
//!
//! # Safety
//!
//! Owns the type invariants of both.

#![allow(unsafe_code)]

use super::Vec;
use crate::alloc::{layout::ArrayLayout, Allocator, Flags, NumaNode};
use core::{
    iter::FusedIterator,
    marker::PhantomData,
    mem::{self, ManuallyDrop},
    ptr::{self, NonNull},
    slice,
};

/// The elements of a [`Vec`], by value.
///
/// # Invariants
///
/// - `buf` is aligned. If `layout.size()` is not zero, it points to memory that `A` allocated with that
///   layout and that belongs to the iterator.
/// - The `len` elements at `ptr` lie within that memory, or have size zero. They are initialised.
///
/// # Examples
///
/// ```
/// use kernel::prelude::*;
///
/// let mut it = kvec![0, 1, 2]?.into_iter();
/// assert_eq!(it.next(), Some(0));
///
/// // The rest becomes a vector again, in the same memory.
/// assert_eq!(it.collect(GFP_KERNEL), [1, 2]);
/// # Ok::<(), Error>(())
/// ```
pub struct IntoIter<T, A: Allocator> {
    ptr: *mut T,
    buf: NonNull<T>,
    len: usize,
    layout: ArrayLayout<T>,
    _alloc: PhantomData<A>,
}

// SAFETY: The iterator owns its elements as a vector does.
unsafe impl<T: Send, A: Allocator> Send for IntoIter<T, A> {}

// SAFETY: A shared iterator gives access to nothing but its length.
unsafe impl<T: Sync, A: Allocator> Sync for IntoIter<T, A> {}

impl<T, A> IntoIter<T, A>
where
    A: Allocator,
{
    /// The elements that were not taken yet.
    fn rest(&mut self) -> *mut [T] {
        ptr::slice_from_raw_parts_mut(self.ptr, self.len)
    }

    /// Puts the elements that were not taken yet into a vector again, in the same memory.
    ///
    /// This never fails. If less than half of the memory is in use it asks for a smaller allocation,
    /// and where that is not to be had, the memory stays as large as it is.
    pub fn collect(self, flags: Flags) -> Vec<T, A> {
        let mut me = ManuallyDrop::new(self);
        let (len, buf) = (me.len, me.buf.as_ptr());
        let rest: *const T = me.rest().cast();

        if !ptr::eq(rest, buf) {
            // SAFETY: Both ranges lie within the memory, as `len` elements start at `rest`, which is
            // behind `buf`. The elements are moved: the iterator is not dropped.
            unsafe { ptr::copy(rest, buf, len) };
        }

        let old = me.layout;
        if len <= old.len() / 2 {
            // SAFETY: Fewer elements than `old` has, which is a valid layout. By the type invariant `A`
            // allocated the memory with `old`, or that layout has size zero. The old pointer is not used
            // after success.
            let (layout, new) = unsafe {
                let layout = ArrayLayout::<T>::new_unchecked(len);
                let new = A::realloc(
                    Some(me.buf.cast()),
                    layout.into(),
                    old.into(),
                    flags,
                    NumaNode::NO_NODE,
                );
                (layout, new)
            };
            if let Ok(new) = new {
                me.buf = new.cast();
                me.layout = layout;
            }
        }

        // SAFETY: The memory is allocated with the layout, or that has size zero. The first `len` elements
        // are initialised. The iterator is not dropped.
        unsafe { Vec::from_raw_parts(me.buf.as_ptr(), len, me.layout.len()) }
    }
}

impl<T, A: Allocator> Iterator for IntoIter<T, A> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        if self.len == 0 {
            return None;
        }
        let element = self.ptr;
        // INVARIANT: One element less, and the pointer is at the next one or at the end. Of elements of
        // size zero the pointer stays the same.
        self.len -= 1;
        self.ptr = element.wrapping_add(1);
        // SAFETY: By the type invariant the element is initialised; the iterator has just passed it.
        Some(unsafe { element.read() })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.len, Some(self.len))
    }
}

impl<T, A: Allocator> ExactSizeIterator for IntoIter<T, A> {}
impl<T, A: Allocator> FusedIterator for IntoIter<T, A> {}

impl<T, A: Allocator> Drop for IntoIter<T, A> {
    fn drop(&mut self) {
        // SAFETY: By the type invariant the rest is initialised, and `A` allocated the memory with this
        // layout, or its size is zero. Neither is used again.
        unsafe {
            self.rest().drop_in_place();
            A::free(self.buf.cast(), self.layout.into());
        }
    }
}

impl<T, A: Allocator> IntoIterator for Vec<T, A> {
    type Item = T;
    type IntoIter = IntoIter<T, A>;

    #[inline]
    fn into_iter(self) -> IntoIter<T, A> {
        let mut me = ManuallyDrop::new(self);
        // INVARIANT: The memory, its layout and its elements are those of the vector.
        IntoIter {
            ptr: me.as_mut_ptr(),
            buf: me.as_non_null(),
            len: me.len(),
            layout: me.layout(),
            _alloc: PhantomData,
        }
    }
}

/// Takes the elements out of a vector; see [`Vec::drain_all`](super::Vec::drain_all).
///
/// # Invariants
///
/// The elements that `elements` has yet to yield are initialised, and belong to this iterator alone.
pub struct DrainAll<'vec, T> {
    elements: slice::IterMut<'vec, T>,
}

impl<T, A: Allocator> Vec<T, A> {
    /// Takes the last `count` elements out, or all if these are fewer.
    #[inline]
    pub(super) fn drain_tail(&mut self, count: usize) -> DrainAll<'_, T> {
        let elements = self.dec_len(count);
        // INVARIANT: The elements are initialised, and the vector has forgotten them.
        DrainAll {
            // SAFETY: They are initialised, and the vector stays borrowed, so that nothing else touches
            // its memory meanwhile.
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
