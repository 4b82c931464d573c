// SPDX-License-Identifier: GPL-2.0-only

//! Memory allocation that can fail, and says so.
//!
//! Every allocation takes [`Flags`], C's `gfp_t`, and returns a [`Result`]: the kernel never aborts
//! because memory ran out. Three allocators exist, each with its own box and vector:
//!
//! | allocator | C functions | memory | types |
//! |---|---|---|---|
//! | [`Kmalloc`] | `krealloc()`, `kfree()` | physically contiguous, up to a few MiB | [`KBox`], [`KVec`] |
//! | [`Vmalloc`] | `vrealloc()`, `vfree()` | virtually contiguous, whole pages | [`VBox`], [`VVec`] |
//! | [`KVmalloc`] | `kvrealloc()`, `kvfree()` | the first if possible, else the second | [`KVBox`], [`KVVec`] |
//!
//! Choose `K` for small objects, `KV` where the size depends on input, `V` for what is known to be
//! large.
//!
//! # Context
//!
//! Whether an allocation may sleep depends on the flags: [`flags::GFP_KERNEL`] may,
//! [`flags::GFP_ATOMIC`] and [`flags::GFP_NOWAIT`] may not. Freeing `K` memory never sleeps. Freeing
//! `V` memory needs a context outside of NMI.
//!
//! # Examples
//!
//! ```
//! use kernel::prelude::*;
//!
//! let mut primes = KVec::new();
//! for p in [2u32, 3, 5, 7] {
//!     primes.push(p, GFP_KERNEL)?;
//! }
//! assert_eq!(primes.iter().sum::<u32>(), 17);
//!
//! let boxed = KBox::new(primes, GFP_KERNEL)?;
//! assert_eq!(boxed.len(), 4);
//! # Ok::<(), Error>(())
//! ```
//!
//! C header: [`include/linux/slab.h`](srctree/include/linux/slab.h)
//!
//! [`Kmalloc`]: allocator::Kmalloc
//! [`Vmalloc`]: allocator::Vmalloc
//! [`KVmalloc`]: allocator::KVmalloc
//!
//! # Safety
//!
//! Owns the [`Allocator`] contract.

#![allow(unsafe_code)]

pub mod allocator;
mod flag;
mod global;
pub mod kbox;
pub mod kvec;
pub mod layout;
mod node;
pub mod page;
#[cfg(CONFIG_KUNIT = "y")]
mod tests;

pub use self::allocator::KernelAllocator;
pub use self::flag::{flags, Flags, FlagsMask};
pub use self::kbox::{Box, KBox, KVBox, VBox};
pub use self::kvec::{IntoIter, KVVec, KVec, VVec, Vec};
pub use self::node::NumaNode;

use core::{alloc::Layout, ptr::NonNull};

/// No memory for an allocation, or a size that no allocation can have.
///
/// Converts into [`ENOMEM`](crate::error::code::ENOMEM).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AllocError;

/// One of the kernel's allocators.
///
/// An implementation is a type without values: the functions take no `self`, and the choice of the
/// allocator is part of the type of a [`Box`] or [`Vec`].
///
/// A layout of size zero never reaches C. It yields a well-aligned dangling pointer, and giving that
/// pointer back does nothing.
///
/// # Safety
///
/// - Memory returned is valid for reads and writes of the layout's size, aligned to the layout's
///   alignment, and belongs to the caller until it is passed to [`realloc`](Allocator::realloc) or
///   [`free`](Allocator::free).
/// - [`realloc`](Allocator::realloc) keeps the bytes up to the lesser of the old and the new size. If
///   it fails, the old memory stays as it was.
pub unsafe trait Allocator {
    /// The alignment, in bytes, that every allocation of at least one byte has.
    const MIN_ALIGN: usize;

    /// Allocates memory for `layout`.
    ///
    /// With [`__GFP_ZERO`](flags::__GFP_ZERO) the memory is zeroed, otherwise its bytes are
    /// uninitialised. `nid` names the memory node to prefer; trees whose C side cannot choose a node
    /// ignore it.
    ///
    /// # Errors
    ///
    /// [`AllocError`] if there is no memory, or none of such a size or alignment.
    fn alloc(layout: Layout, flags: Flags, nid: NumaNode) -> Result<NonNull<[u8]>, AllocError> {
        // SAFETY: There is no old memory, hence nothing that the old layout could fail to match.
        unsafe { Self::realloc(None, layout, Layout::new::<()>(), flags, nid) }
    }

    /// Changes the size of an allocation, which may move it.
    ///
    /// Without a `ptr` this is [`alloc`](Allocator::alloc). A new size of zero frees the memory and
    /// returns a dangling pointer. With [`__GFP_ZERO`](flags::__GFP_ZERO) the part that was added is
    /// zeroed, whatever flags the memory was allocated with.
    ///
    /// # Errors
    ///
    /// [`AllocError`] as for [`alloc`](Allocator::alloc); `ptr` stays valid then.
    ///
    /// # Safety
    ///
    /// - `ptr`, if any, came from this allocator and was not given back since.
    /// - `old_layout` is the layout it was last allocated with.
    /// - After success `ptr` must not be used any more.
    unsafe fn realloc(
        ptr: Option<NonNull<u8>>,
        layout: Layout,
        old_layout: Layout,
        flags: Flags,
        nid: NumaNode,
    ) -> Result<NonNull<[u8]>, AllocError>;

    /// Gives memory back.
    ///
    /// # Safety
    ///
    /// - `ptr` came from this allocator and was not given back since.
    /// - `layout` is the layout it was last allocated with.
    /// - `ptr` must not be used any more.
    unsafe fn free(ptr: NonNull<u8>, layout: Layout);
}

/// The well-aligned pointer that stands for memory of size zero.
#[inline]
const fn dangling_from_layout(layout: Layout) -> NonNull<u8> {
    match NonNull::new(core::ptr::without_provenance_mut(layout.align())) {
        Some(ptr) => ptr,
        // An alignment is a power of two, hence not zero.
        None => NonNull::dangling(),
    }
}
