// SPDX-License-Identifier: GPL-2.0-only

//! [`KernelAllocator`] as an allocator for Rust's own `alloc` crate.
//!
//! Nothing in this layer uses it: `alloc` aborts where memory runs out. A crate that brings code which
//! needs it can opt in by declaring
//!
//! ```ignore
//! #[global_allocator]
//! static ALLOCATOR: kernel::alloc::KernelAllocator = kernel::alloc::KernelAllocator;
//! ```
//!
//! and should then stay with the functions that return a `Result`, such as `Vec::try_reserve()`.
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
