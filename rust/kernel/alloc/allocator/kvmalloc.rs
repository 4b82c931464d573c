// SPDX-License-Identifier: GPL-2.0-only

//! The allocator that falls back from the slab to virtually contiguous memory.
//!
//! # Safety
//!
//! Owns the calls to `kvrealloc_node_align()` and `kvfree()`.

#![allow(unsafe_code)]

use super::{impl_allocator, Backend, Kmalloc};
use crate::alloc::{flags::__GFP_HIGHMEM, Flags, NumaNode};
use core::alloc::Layout;
use ffi::c_void;

/// The allocator with a fallback: `kvrealloc()` and `kvfree()`.
///
/// It tries [`Kmalloc`] first and [`Vmalloc`](super::Vmalloc) if that fails or the size is too large.
/// This is for buffers whose size depends on input: fast while small, possible while large.
///
/// # Context
///
/// As for the two allocators. With flags that forbid sleeping there is no fallback.
///
/// C header: [`include/linux/slab.h`](srctree/include/linux/slab.h)
#[derive(Clone, Copy, Debug)]
pub struct KVmalloc;

// SAFETY: `kvrealloc()` and `kvfree()` are `krealloc()` and `kfree()`, or `vrealloc()` and `vfree()`,
// depending on the address. The alignment is that of the two: a padded size for the slab, and the
// alignment passed for pages.
unsafe impl Backend for KVmalloc {
    #[inline]
    fn layout(layout: Layout) -> Layout {
        Kmalloc::aligned_layout(layout)
    }

    #[inline]
    fn flags(flags: Flags) -> Flags {
        // The slab does not take the flag, and `vmalloc()` adds it by itself.
        flags.without(__GFP_HIGHMEM)
    }

    #[inline]
    unsafe fn realloc(ptr: *mut u8, layout: Layout, flags: Flags, nid: NumaNode) -> *mut c_void {
        // SAFETY: `kvrealloc()` takes null or a pointer from an earlier call that was not freed,
        // aligned as asked for; the caller guarantees this. The size is not zero. Every `Flags` is a
        // valid `gfp_t` and every `NumaNode` a valid node.
        unsafe {
            bindings::kvrealloc_node_align(
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
        // SAFETY: `kvfree()` takes any pointer from `kvrealloc()` that was not freed yet.
        unsafe { bindings::kvfree(ptr.cast()) };
    }
}

// The type of the constant depends on the architecture.
#[allow(clippy::unnecessary_cast)]
const MIN_ALIGN: usize = bindings::ARCH_KMALLOC_MINALIGN as usize;

impl_allocator!(KVmalloc, MIN_ALIGN);
