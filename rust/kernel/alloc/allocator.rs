// SPDX-License-Identifier: GPL-2.0-only

//! The kernel's allocators.
//!
//! What each of them calls is in `backend`.

use core::alloc::Layout;

pub use super::page::VmallocPageIter;

/// The allocator that most memory comes from.
pub type KernelAllocator = Kmalloc;

/// Its one value.
#[allow(non_upper_case_globals)]
pub const KernelAllocator: Kmalloc = Kmalloc;

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
    ///
    /// # Examples
    ///
    /// ```
    /// use core::alloc::Layout;
    /// use kernel::{alloc::allocator::Kmalloc, prelude::*};
    ///
    /// let layout = Kmalloc::aligned_layout(Layout::from_size_align(3, 8)?);
    /// assert_eq!((layout.size(), layout.align()), (8, 8));
    /// # Ok::<(), Error>(())
    /// ```
    #[inline]
    pub fn aligned_layout(layout: Layout) -> Layout {
        layout.pad_to_align()
    }
}

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

/// The allocator with a fallback: `kvrealloc()` and `kvfree()`.
///
/// It tries [`Kmalloc`] first and [`Vmalloc`] if that fails or the size is too large.
/// This is for buffers whose size depends on input: fast while small, possible while large.
///
/// # Context
///
/// As for the two allocators. With flags that forbid sleeping there is no fallback.
///
/// C header: [`include/linux/slab.h`](srctree/include/linux/slab.h)
#[derive(Clone, Copy, Debug)]
pub struct KVmalloc;
