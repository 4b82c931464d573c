// SPDX-License-Identifier: GPL-2.0-only

//! The allocator of virtually contiguous memory.
//!
//! # Safety
//!
//! Owns the calls to `vrealloc_node_align()`, `vfree()` and `vmalloc_to_page()`.

#![allow(unsafe_code)]

use super::{impl_allocator, Backend};
use crate::alloc::{page::BorrowedPage, Flags, NumaNode};
use core::{alloc::Layout, ptr::NonNull};
use ffi::c_void;

/// The virtually contiguous allocator: `vrealloc()` and `vfree()`.
///
/// Every allocation takes whole pages and address space of its own, so this is for large buffers
/// only. The memory is not physically contiguous.
///
/// # Context
///
/// Allocation may sleep. With flags that forbid sleeping it fails where C has no such `vmalloc()`.
/// Freeing works in any context except NMI.
///
/// C header: [`include/linux/vmalloc.h`](srctree/include/linux/vmalloc.h)
#[derive(Clone, Copy, Debug)]
pub struct Vmalloc;

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

// SAFETY: `vrealloc()` and `vfree()` work on pages as `krealloc()` and `kfree()` do on objects. The
// function takes the alignment, and fails where it cannot provide it.
unsafe impl Backend for Vmalloc {
    #[inline]
    unsafe fn realloc(ptr: *mut u8, layout: Layout, flags: Flags, nid: NumaNode) -> *mut c_void {
        // SAFETY: `vrealloc()` takes null or the start of an area from an earlier call that was not
        // freed, aligned as asked for; the caller guarantees this. The size is not zero. Every
        // `Flags` is a valid `gfp_t` and every `NumaNode` a valid node.
        unsafe {
            bindings::vrealloc_node_align(
                ptr.cast(),
                layout.size(),
                layout.align(),
                flags.as_raw(),
                nid.as_raw(),
            )
        }
    }

    #[inline]
    unsafe fn free(ptr: *mut u8) {
        // SAFETY: `vfree()` takes the start of any area that was not freed yet.
        unsafe { bindings::vfree(ptr.cast()) };
    }
}

// The type of the constant depends on the architecture.
#[allow(clippy::unnecessary_cast)]
const MIN_ALIGN: usize = bindings::PAGE_SIZE as usize;

impl_allocator!(Vmalloc, MIN_ALIGN);
