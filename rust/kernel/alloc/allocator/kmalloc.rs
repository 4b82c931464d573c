// SPDX-License-Identifier: GPL-2.0-only

//! The slab allocator.
//!
//! # Safety
//!
//! Owns the calls to `krealloc_node_align()` and `kfree()`, and C's rule on the alignment of slab
//! objects.

#![allow(unsafe_code)]

use super::{impl_allocator, Backend};
use crate::alloc::{flags::__GFP_HIGHMEM, Flags, NumaNode};
use core::alloc::Layout;
use ffi::c_void;

/// The contiguous kernel allocator: `krealloc()` and `kfree()`.
///
/// Memory is physically contiguous, which bounds the size to a few MiB and makes large requests
/// likely to fail. Below a page this is the allocator to use.
///
/// It also implements [`GlobalAlloc`](core::alloc::GlobalAlloc), so that a crate can choose to build
/// on Rust's own `alloc` crate.
///
/// # Context
///
/// Any, if the flags fit. Freeing never sleeps.
///
/// C header: [`include/linux/slab.h`](srctree/include/linux/slab.h)
#[derive(Clone, Copy, Debug)]
pub struct Kmalloc;

impl Kmalloc {
    /// Returns the layout that is really asked for: the size rounded up to the alignment.
    ///
    /// C aligns a slab object to the largest power of two that divides its size, hence a size that is
    /// a multiple of the alignment is enough. Older trees promise this for powers of two alone; there
    /// the C side of this layer rounds further.
    #[inline]
    pub fn aligned_layout(layout: Layout) -> Layout {
        layout.pad_to_align()
    }
}

// SAFETY: `krealloc()` and `kfree()` are the model of the trait. Alignment: see `aligned_layout()`;
// `krealloc_node_align()` keeps it when it moves an object, as the same rule applies to the new one.
unsafe impl Backend for Kmalloc {
    #[inline]
    fn layout(layout: Layout) -> Layout {
        Self::aligned_layout(layout)
    }

    #[inline]
    fn flags(flags: Flags) -> Flags {
        // A slab object needs an address in the direct map. C warns about the flag and drops it.
        flags.without(__GFP_HIGHMEM)
    }

    #[inline]
    unsafe fn realloc(ptr: *mut u8, layout: Layout, flags: Flags, nid: NumaNode) -> *mut c_void {
        // SAFETY: `krealloc()` takes null or a pointer from an earlier call that was not freed, which
        // the caller guarantees. Every `Flags` is a valid `gfp_t` and every `NumaNode` a valid node.
        unsafe {
            bindings::krealloc_node_align(
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
        // SAFETY: `kfree()` takes any pointer from `krealloc()` that was not freed yet.
        unsafe { bindings::kfree(ptr.cast()) };
    }
}

// The type of the constant depends on the architecture.
#[allow(clippy::unnecessary_cast)]
const MIN_ALIGN: usize = bindings::ARCH_KMALLOC_MINALIGN as usize;

impl_allocator!(Kmalloc, MIN_ALIGN);
