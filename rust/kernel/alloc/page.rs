// SPDX-License-Identifier: GPL-2.0-only

//! Pages: the pieces that physical memory comes in.
//!
//! C header: [`include/linux/mm.h`](srctree/include/linux/mm.h)
//!
//! # Safety
//!
//! A [`Page`] owns one page of order zero. Its memory is accessed through a mapping that lives for one
//! call, and within the page. [`Vmalloc`] memory consists of whole pages, which stay until it is freed.

#![allow(unsafe_code)]

use crate::{
    alloc::{allocator::Vmalloc, kbox::VBox, kvec::VVec, AllocError, Flags},
    error::{code::EINVAL, Result},
    ffi::c_int,
    uaccess::UserSliceReader,
};
use core::{
    marker::PhantomData,
    mem::{ManuallyDrop, MaybeUninit},
    ops::Deref,
    ptr::{self, NonNull},
    slice,
};

/// The binary logarithm of [`PAGE_SIZE`].
// The type of the constant depends on the architecture, here and below.
#[allow(clippy::unnecessary_cast)]
pub const PAGE_SHIFT: usize = bindings::PAGE_SHIFT as usize;

/// The number of bytes in a page.
pub const PAGE_SIZE: usize = 1 << PAGE_SHIFT;

/// What to `&` an address with, to get that of the page it is in.
pub const PAGE_MASK: usize = !(PAGE_SIZE - 1);

/// Rounds an address, or a size, up to a multiple of [`PAGE_SIZE`].
///
/// `None` if there is no such multiple.
///
/// # Examples
///
/// ```
/// use kernel::page::{page_align, PAGE_SIZE};
///
/// assert_eq!(page_align(0), Some(0));
/// assert_eq!(page_align(1), Some(PAGE_SIZE));
/// assert_eq!(page_align(PAGE_SIZE), Some(PAGE_SIZE));
/// assert_eq!(page_align(usize::MAX), None);
/// ```
#[inline(always)]
pub const fn page_align(addr: usize) -> Option<usize> {
    match addr.checked_add(PAGE_SIZE - 1) {
        Some(sum) => Some(sum & PAGE_MASK),
        None => None,
    }
}

/// A page that somebody else owns.
///
/// # Invariants
///
/// The page is not freed during `'a`.
pub struct BorrowedPage<'a>(ManuallyDrop<Page>, PhantomData<&'a Page>);

impl<'a> BorrowedPage<'a> {
    /// Borrows a page from C.
    ///
    /// # Safety
    ///
    /// `ptr` must point to a page that is not freed during `'a`, and what `Page` offers must be right
    /// for it: its memory can be mapped.
    pub unsafe fn from_raw(ptr: NonNull<bindings::page>) -> Self {
        // INVARIANT: The caller's promise. That the page is not freed here is what `ManuallyDrop` is
        // for.
        BorrowedPage(ManuallyDrop::new(Page { page: ptr }), PhantomData)
    }
}

impl<'a> Deref for BorrowedPage<'a> {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.0
    }
}

/// Memory that consists of pages.
pub trait AsPageIter {
    /// What goes through the pages.
    type Iter<'a>: Iterator<Item = BorrowedPage<'a>>
    where
        Self: 'a;

    /// Goes through the pages, the first one first.
    fn page_iter(&mut self) -> Self::Iter<'_>;
}

/// A page of memory.
///
/// Its bytes may be shared with user space, a device or other parts of the kernel. So there is no
/// reference to them, only functions that copy, and these are `unsafe`: who else uses the bytes is
/// known to the caller alone.
///
/// # Invariants
///
/// `page` is a page of order zero that is not freed while this value exists.
///
/// # Examples
///
/// ```
/// use kernel::{page::{Page, PAGE_SIZE}, prelude::*};
///
/// let page = Page::alloc_page(GFP_KERNEL)?;
/// let mut back = [0u8; 4];
/// // SAFETY: The arrays are as long as is said, and nobody else knows of the page.
/// unsafe {
///     page.fill_zero_raw(0, PAGE_SIZE)?;
///     page.write_raw([1u8, 2].as_ptr(), 1, 2)?;
///     page.read_raw(back.as_mut_ptr(), 0, 4)?;
///     // Not beyond the end.
///     assert_eq!(page.read_raw(back.as_mut_ptr(), PAGE_SIZE - 3, 4), Err(EINVAL));
/// }
/// assert_eq!(back, [0, 1, 2, 0]);
///
/// // A part becomes zeroes, and all of it.
/// for (offset, len, expected) in [(1, 1, [0, 0, 2, 0]), (0, PAGE_SIZE, [0; 4])] {
///     // SAFETY: As above.
///     unsafe {
///         page.fill_zero_raw(offset, len)?;
///         page.read_raw(back.as_mut_ptr(), 0, 4)?;
///     }
///     assert_eq!(back, expected);
/// }
/// # Ok::<(), Error>(())
/// ```
pub struct Page {
    page: NonNull<bindings::page>,
}

// SAFETY: A page may be freed by any task.
unsafe impl Send for Page {}

// SAFETY: Mappings are made for each access. What is read and written meanwhile is the business of the
// callers of `unsafe` functions.
unsafe impl Sync for Page {}

impl Page {
    /// Allocates a page.
    ///
    /// Its contents are not defined, unless `flags` have [`__GFP_ZERO`](crate::alloc::flags::__GFP_ZERO).
    ///
    /// # Errors
    ///
    /// [`AllocError`] without memory.
    ///
    /// # Context
    ///
    /// May sleep if `flags` allow it.
    #[inline]
    pub fn alloc_page(flags: Flags) -> Result<Self, AllocError> {
        // SAFETY: Every `Flags` is a valid `gfp_t`.
        let page = unsafe { bindings::alloc_pages(flags.as_raw(), 0) };
        // INVARIANT: The page is new, of order zero, and owned by nobody else.
        Ok(Self {
            page: NonNull::new(page).ok_or(AllocError)?,
        })
    }

    /// The page, for C.
    pub fn as_ptr(&self) -> *mut bindings::page {
        self.page.as_ptr()
    }

    /// The memory node that the page is on.
    #[inline]
    pub fn nid(&self) -> i32 {
        // SAFETY: By the type's invariant the page is there; its node does not change.
        unsafe { bindings::page_to_nid(self.as_ptr()) as c_int }
    }

    /// Calls `f` with a pointer to the byte at `offset`, of which `len` bytes may be used.
    #[inline]
    fn with_pointer_into_page<T>(
        &self,
        offset: usize,
        len: usize,
        f: impl FnOnce(*mut u8) -> Result<T>,
    ) -> Result<T> {
        if offset > PAGE_SIZE || len > PAGE_SIZE - offset {
            return Err(EINVAL);
        }

        // SAFETY: By the type's invariant the page is there.
        let start = unsafe { bindings::kmap_local_page(self.as_ptr()) };
        // A mapping is of a whole page, and the offset lies in it or at its end.
        let result = f(start.cast::<u8>().wrapping_add(offset));
        // SAFETY: The mapping was made above. `f` has returned, with all mappings undone that were
        // made in it, so that this is the newest one.
        unsafe { bindings::rust_kunmap_local(start) };
        result
    }

    /// Copies from the page.
    ///
    /// # Errors
    ///
    /// `EINVAL` if there are no such bytes in a page.
    ///
    /// # Safety
    ///
    /// `dst` must be valid for writing `len` bytes. Nobody may write the page's bytes meanwhile.
    #[inline]
    pub unsafe fn read_raw(&self, dst: *mut u8, offset: usize, len: usize) -> Result {
        self.with_pointer_into_page(offset, len, |src| {
            // SAFETY: `src` is good for `len` bytes, and `dst` by the caller's promise. They do not
            // overlap: the mapping is made for this call.
            unsafe { ptr::copy_nonoverlapping(src, dst, len) };
            Ok(())
        })
    }

    /// Copies into the page.
    ///
    /// # Errors
    ///
    /// `EINVAL` if there are no such bytes in a page.
    ///
    /// # Safety
    ///
    /// `src` must be valid for reading `len` bytes. Nobody may use the page's bytes meanwhile.
    #[inline]
    pub unsafe fn write_raw(&self, src: *const u8, offset: usize, len: usize) -> Result {
        self.with_pointer_into_page(offset, len, |dst| {
            // SAFETY: `dst` is good for `len` bytes, and `src` by the caller's promise. They do not
            // overlap: the mapping is made for this call.
            unsafe { ptr::copy_nonoverlapping(src, dst, len) };
            Ok(())
        })
    }

    /// Fills a part of the page, or all of it, with zeroes.
    ///
    /// # Errors
    ///
    /// `EINVAL` if there are no such bytes in a page.
    ///
    /// # Safety
    ///
    /// Nobody may use the page's bytes meanwhile.
    #[inline]
    pub unsafe fn fill_zero_raw(&self, offset: usize, len: usize) -> Result {
        if (offset, len) == (0, PAGE_SIZE) {
            // SAFETY: By the type's invariant the page is there, and nobody else uses its bytes. C maps it
            // for the call.
            unsafe { bindings::clear_highpage(self.page.as_ptr()) };
            return Ok(());
        }
        self.with_pointer_into_page(offset, len, |dst| {
            // SAFETY: `dst` is good for `len` bytes, which nobody else uses.
            unsafe { ptr::write_bytes(dst, 0, len) };
            Ok(())
        })
    }

    /// Copies from user space into the page.
    ///
    /// # Errors
    ///
    /// `EINVAL` if there are no such bytes in a page; those of [`UserSliceReader::read_raw`]. The
    /// contents of that part of the page are not defined then.
    ///
    /// # Context
    ///
    /// May sleep.
    ///
    /// # Safety
    ///
    /// Nobody may use the page's bytes meanwhile.
    pub unsafe fn copy_from_user_slice_raw(
        &self,
        reader: &mut UserSliceReader,
        offset: usize,
        len: usize,
    ) -> Result {
        self.with_pointer_into_page(offset, len, |dst| {
            // SAFETY: `dst` is good for `len` bytes, which nobody else uses; they need no value.
            let dst = unsafe { slice::from_raw_parts_mut(dst.cast::<MaybeUninit<u8>>(), len) };
            reader.read_raw(dst)
        })
    }
}

impl Drop for Page {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: A value that is dropped owns its page, which is of order zero.
        unsafe { bindings::__free_pages(self.as_ptr(), 0) };
    }
}

impl Vmalloc {
    /// The page behind an address.
    ///
    /// # Safety
    ///
    /// `ptr` points into memory of this allocator that is not freed during `'a`.
    ///
    /// # Examples
    ///
    /// ```
    /// use core::ptr::NonNull;
    /// use kernel::{alloc::allocator::Vmalloc, page::PAGE_SIZE, prelude::*};
    ///
    /// let mut buffer = VBox::new([7u8; PAGE_SIZE], GFP_KERNEL)?;
    /// let start = NonNull::from(&mut *buffer).cast();
    /// let mut first = 0u8;
    /// // SAFETY: The buffer lives, and a byte is read of which nobody else knows.
    /// unsafe { Vmalloc::to_page(start).read_raw(&mut first, 0, 1)? };
    /// assert_eq!(first, 7);
    /// # Ok::<(), Error>(())
    /// ```
    pub unsafe fn to_page<'a>(ptr: NonNull<u8>) -> BorrowedPage<'a> {
        // SAFETY: The caller promises an address of `vmalloc()` memory that is not freed during `'a`. Of
        // such a one `vmalloc_to_page()` returns the page, which the memory keeps until it is freed. It
        // is one of the page allocator's, which can be mapped.
        unsafe {
            let page = bindings::vmalloc_to_page(ptr.as_ptr().cast());
            BorrowedPage::from_raw(NonNull::new_unchecked(page))
        }
    }
}

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
