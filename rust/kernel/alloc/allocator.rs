// SPDX-License-Identifier: GPL-2.0-only

//! The kernel's allocators.
//!
//! The three differ in the C functions that they call, which a [`Backend`] names. Everything else,
//! size zero and alignment and zeroing, is written once, here.
//!
//! # Safety
//!
//! Owns the translation between layouts and C's `(pointer, size, alignment)`: C only ever sees
//! pointers that it returned itself, and never a size of zero.

#![allow(unsafe_code)]

mod iter;
mod kmalloc;
mod kvmalloc;
mod vmalloc;

pub use self::iter::VmallocPageIter;
pub use self::kmalloc::Kmalloc;
pub use self::kvmalloc::KVmalloc;
pub use self::vmalloc::Vmalloc;

/// The allocator that most memory comes from.
pub type KernelAllocator = Kmalloc;

/// Its one value.
#[allow(non_upper_case_globals)]
pub const KernelAllocator: Kmalloc = Kmalloc;

use super::{dangling_from_layout, flags::__GFP_ZERO, AllocError, Flags, NumaNode};
use core::{
    alloc::Layout,
    ptr::{self, NonNull},
};
use ffi::c_void;

/// The C functions behind an allocator.
///
/// # Safety
///
/// [`realloc`](Backend::realloc) and [`free`](Backend::free) must belong together and work as
/// `krealloc()` and `kfree()` do: `realloc` keeps the contents, leaves the old memory alone when it
/// returns null, and returns memory of at least the size and alignment asked for, provided that the
/// layout went through [`layout`](Backend::layout).
unsafe trait Backend {
    /// Adapts a layout so that C's guarantee on alignment covers it. The size never shrinks.
    fn layout(layout: Layout) -> Layout {
        layout
    }

    /// Drops flags that the C function does not accept.
    fn flags(flags: Flags) -> Flags {
        flags
    }

    /// Allocates, or changes the size of `ptr` if that is not null.
    ///
    /// # Safety
    ///
    /// `ptr` is null or came from this function and was not freed since; in the latter case it is
    /// aligned to the new layout's alignment. The size of `layout` is not zero.
    unsafe fn realloc(ptr: *mut u8, layout: Layout, flags: Flags, nid: NumaNode) -> *mut c_void;

    /// Frees.
    ///
    /// # Safety
    ///
    /// `ptr` came from [`realloc`](Backend::realloc) and was not freed since.
    unsafe fn free(ptr: *mut u8);
}

/// [`Allocator::alloc`](super::Allocator::alloc) for every allocator.
#[inline]
fn alloc<B: Backend>(
    layout: Layout,
    flags: Flags,
    nid: NumaNode,
) -> Result<NonNull<[u8]>, AllocError> {
    if layout.size() == 0 {
        return Ok(NonNull::slice_from_raw_parts(
            dangling_from_layout(layout),
            0,
        ));
    }

    // SAFETY: A null pointer asks for fresh memory. The size is not zero.
    let ptr =
        unsafe { B::realloc(ptr::null_mut(), B::layout(layout), B::flags(flags), nid) }.cast();
    let ptr = NonNull::new(ptr).ok_or(AllocError)?;
    Ok(NonNull::slice_from_raw_parts(ptr, layout.size()))
}

/// [`Allocator::realloc`](super::Allocator::realloc) for every allocator.
///
/// # Safety
///
/// As for that function.
unsafe fn realloc<B: Backend>(
    ptr: Option<NonNull<u8>>,
    layout: Layout,
    old_layout: Layout,
    flags: Flags,
    nid: NumaNode,
) -> Result<NonNull<[u8]>, AllocError> {
    // A layout of size zero stands for a dangling pointer, which C must not see.
    let old = match ptr {
        Some(ptr) if old_layout.size() != 0 => ptr.as_ptr(),
        _ => return alloc::<B>(layout, flags, nid),
    };

    // C does not see a size of zero either, and reallocates to the alignment that it has already. Where
    // this is not enough, move.
    if layout.size() == 0 || old.addr() & layout.align().wrapping_sub(1) != 0 {
        let new = alloc::<B>(layout, flags, nid)?;
        // SAFETY: Both are valid for the lesser of their sizes and do not overlap, as both are allocated,
        // or the new size is zero. The old size is not, hence `old` came from `B::realloc()`. The caller
        // gives it up, and nothing refers to it after the copy.
        unsafe {
            ptr::copy_nonoverlapping(
                old,
                new.as_ptr().cast(),
                layout.size().min(old_layout.size()),
            );
            B::free(old);
        }
        return Ok(new);
    }

    // SAFETY: `old` came from `B::realloc()` because the old size is not zero, and was just checked
    // to be aligned. The new size is not zero.
    let new = unsafe { B::realloc(old, B::layout(layout), B::flags(flags), nid) };
    let new = NonNull::new(new.cast::<u8>()).ok_or(AllocError)?;

    // C zeroes what was added only if it knows the exact old size, which it does not always keep.
    if flags.contains(__GFP_ZERO) {
        if let Some(added) = layout.size().checked_sub(old_layout.size()) {
            // SAFETY: The memory is valid for `layout.size()` bytes, of which this is the end.
            unsafe { new.as_ptr().add(old_layout.size()).write_bytes(0, added) };
        }
    }

    Ok(NonNull::slice_from_raw_parts(new, layout.size()))
}

/// [`Allocator::free`](super::Allocator::free) for every allocator.
///
/// # Safety
///
/// As for that function.
#[inline]
unsafe fn free<B: Backend>(ptr: NonNull<u8>, layout: Layout) {
    if layout.size() != 0 {
        // SAFETY: The size is not zero, hence `ptr` came from `B::realloc()`. The caller gives it up.
        unsafe { B::free(ptr.as_ptr()) };
    }
}

/// Implements [`Allocator`](super::Allocator) for a [`Backend`].
macro_rules! impl_allocator {
    ($ty:ty, $min_align:expr) => {
        // SAFETY: `Backend` gives the same guarantees for sizes other than zero; those of size zero
        // are dangling pointers that never reach it.
        unsafe impl $crate::alloc::Allocator for $ty {
            const MIN_ALIGN: usize = $min_align;

            #[inline]
            fn alloc(
                layout: ::core::alloc::Layout,
                flags: $crate::alloc::Flags,
                nid: $crate::alloc::NumaNode,
            ) -> Result<::core::ptr::NonNull<[u8]>, $crate::alloc::AllocError> {
                super::alloc::<Self>(layout, flags, nid)
            }

            unsafe fn realloc(
                ptr: Option<::core::ptr::NonNull<u8>>,
                layout: ::core::alloc::Layout,
                old_layout: ::core::alloc::Layout,
                flags: $crate::alloc::Flags,
                nid: $crate::alloc::NumaNode,
            ) -> Result<::core::ptr::NonNull<[u8]>, $crate::alloc::AllocError> {
                // SAFETY: The requirements are the same.
                unsafe { super::realloc::<Self>(ptr, layout, old_layout, flags, nid) }
            }

            #[inline]
            unsafe fn free(ptr: ::core::ptr::NonNull<u8>, layout: ::core::alloc::Layout) {
                // SAFETY: The requirements are the same.
                unsafe { super::free::<Self>(ptr, layout) }
            }
        }
    };
}
use impl_allocator;
