// SPDX-License-Identifier: GPL-2.0-only

//! [`KernelAllocator`] as an allocator for Rust's own `alloc` crate.
//!
//! A crate opts in by saying `extern crate alloc;`. The `alloc` that it gets was built without every
//! function that aborts where memory runs out: what is left returns a `Result`, such as
//! `Vec::try_reserve()`. Memory comes from [`KernelAllocator`] with [`GFP_KERNEL`], so allocating may sleep.
//! The collections of [`kernel::alloc`](super) are the better choice for code that is written for the
//! kernel: they take the flags at each call.
//!
//! # Examples
//!
//! ```
//! extern crate alloc;
//!
//! let mut numbers: alloc::vec::Vec<u32> = alloc::vec::Vec::new();
//! assert!(numbers.try_reserve(usize::MAX).is_err());
//! assert!(numbers.try_reserve_exact(100).is_ok());
//! assert!(numbers.capacity() >= 100);
//! ```
//!
//! # Safety
//!
//! Owns the mapping of [`GlobalAlloc`] onto [`Allocator`].

#![allow(unsafe_code)]

use super::{
    flags::{__GFP_ZERO, GFP_KERNEL},
    Allocator, Flags, KernelAllocator, NumaNode,
};
use core::{
    alloc::{GlobalAlloc, Layout},
    ptr::{self, NonNull},
};

fn alloc(layout: Layout, flags: Flags) -> *mut u8 {
    match <KernelAllocator as Allocator>::alloc(layout, flags, NumaNode::NO_NODE) {
        Ok(ptr) => ptr.as_ptr().cast(),
        Err(_) => ptr::null_mut(),
    }
}

// SAFETY: `Allocator` asks for more than this trait does. No function unwinds, since none panics.
unsafe impl GlobalAlloc for KernelAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        alloc(layout, GFP_KERNEL)
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        alloc(layout, GFP_KERNEL | __GFP_ZERO)
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        if let Some(ptr) = NonNull::new(ptr) {
            // SAFETY: The caller guarantees that `ptr` came from this allocator with this layout, and
            // gives it up.
            unsafe { <Self as Allocator>::free(ptr, layout) };
        }
    }

    unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        let Ok(new_layout) = Layout::from_size_align(new_size, layout.align()) else {
            return ptr::null_mut();
        };
        // SAFETY: The caller guarantees that `ptr` came from this allocator with `layout`, and gives it
        // up unless null is returned.
        let new = unsafe {
            <Self as Allocator>::realloc(
                NonNull::new(ptr),
                new_layout,
                layout,
                GFP_KERNEL,
                NumaNode::NO_NODE,
            )
        };
        match new {
            Ok(ptr) => ptr.as_ptr().cast(),
            Err(_) => ptr::null_mut(),
        }
    }
}

/// What `alloc` calls, in this crate and in every module that says `extern crate alloc`.
#[cfg(not(any(test, testlib)))]
#[global_allocator]
static GLOBAL: KernelAllocator = KernelAllocator;

/// The compiler refers to this from each use of the global allocator; it has nothing to do.
#[cfg(not(any(test, testlib)))]
#[rustc_std_internal_symbol]
fn __rust_no_alloc_shim_is_unstable_v2() {}
