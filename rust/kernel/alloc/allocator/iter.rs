// SPDX-License-Identifier: GPL-2.0-only

//! The pages behind virtually contiguous memory.
//!
//! # Safety
//!
//! Owns the rule that [`Vmalloc`] memory consists of whole pages, which stay until it is freed.

#![allow(unsafe_code)]

use super::Vmalloc;
use crate::alloc::{
    kbox::VBox,
    kvec::VVec,
    page::{AsPageIter, BorrowedPage, PAGE_SIZE},
};
use core::{marker::PhantomData, ptr::NonNull};

/// Goes through the pages of [`Vmalloc`] memory.
///
/// # Invariants
///
/// `buf` is the start of `Vmalloc` memory of at least `size` bytes, which is not freed during `'a`.
///
/// # Examples
///
/// ```
/// use kernel::{page::{AsPageIter, PAGE_SIZE}, prelude::*};
///
/// let mut buffer = VBox::<[u8; PAGE_SIZE + 1]>::new_uninit(GFP_KERNEL)?;
/// let pages = buffer.page_iter();
/// assert_eq!((pages.page_count(), pages.size()), (2, PAGE_SIZE + 1));
///
/// let page = buffer.page_iter().next().ok_or(ENOMEM)?;
/// // SAFETY: The page is part of the buffer, which is borrowed and which nobody else knows of.
/// unsafe { page.fill_zero_raw(0, PAGE_SIZE)? };
/// # Ok::<(), Error>(())
/// ```
pub struct VmallocPageIter<'a> {
    buf: NonNull<u8>,
    size: usize,
    /// The number of pages that are behind.
    index: usize,
    _phantom: PhantomData<BorrowedPage<'a>>,
}

impl<'a> VmallocPageIter<'a> {
    /// Goes through the pages of `size` bytes from `buf` on.
    ///
    /// # Safety
    ///
    /// `buf` is the start of [`Vmalloc`] memory of at least `size` bytes, which is not freed during
    /// `'a`.
    pub unsafe fn new(buf: NonNull<u8>, size: usize) -> Self {
        // INVARIANT: The caller's promise.
        Self {
            buf,
            size,
            index: 0,
            _phantom: PhantomData,
        }
    }

    /// The size of the memory in bytes.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The number of pages of the memory, those that are behind included.
    pub fn page_count(&self) -> usize {
        self.size.div_ceil(PAGE_SIZE)
    }
}

impl<'a> Iterator for VmallocPageIter<'a> {
    type Item = BorrowedPage<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.index >= self.page_count() {
            return None;
        }
        let offset = self.index * PAGE_SIZE;
        self.index += 1;
        // SAFETY: The page begins before the end of the memory, as there are that many. By the type's
        // invariant the memory is that of `Vmalloc`, and not freed during `'a`.
        Some(unsafe { Vmalloc::to_page(self.buf.add(offset)) })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.page_count().saturating_sub(self.index);
        (left, Some(left))
    }
}

impl<T> AsPageIter for VBox<T> {
    type Iter<'a>
        = VmallocPageIter<'a>
    where
        T: 'a;

    fn page_iter(&mut self) -> Self::Iter<'_> {
        // SAFETY: A box owns `Vmalloc` memory of the size of its value, none if that is zero, and is
        // borrowed as long as the result.
        unsafe { VmallocPageIter::new(NonNull::from(&mut **self).cast(), size_of::<T>()) }
    }
}

impl<T> AsPageIter for VVec<T> {
    type Iter<'a>
        = VmallocPageIter<'a>
    where
        T: 'a;

    /// Goes through the pages of the whole capacity.
    fn page_iter(&mut self) -> Self::Iter<'_> {
        let size = self.capacity().saturating_mul(size_of::<T>());
        // SAFETY: A vector owns `Vmalloc` memory of the size of its capacity, none if that is zero, and
        // is borrowed as long as the result.
        unsafe { VmallocPageIter::new(self.as_non_null().cast(), size) }
    }
}
