// SPDX-License-Identifier: GPL-2.0-only

//! What is between [`Allocator`] and C's functions.
//!
//! The three allocators differ in the C functions that they call, which a [`Backend`] names. Everything
//! else, size zero and alignment and zeroing, is written once.
//!
//! # Safety
//!
//! Owns the [`Allocator`] contract, and the translation between layouts and C's `(pointer, size,
//! alignment)`: C only ever sees pointers that it returned itself, and never a size of zero. Owns C's
//! rule on the alignment of slab objects, and that of which numbers are nodes.

#![allow(unsafe_code)]

use super::{
    allocator::{KVmalloc, KernelAllocator, Kmalloc, Vmalloc},
    flags::{__GFP_HIGHMEM, __GFP_ZERO, GFP_KERNEL},
    layout::ArrayLayout,
    AllocError, Flags, NumaNode,
};
use core::{
    alloc::{GlobalAlloc, Layout},
    hint::unreachable_unchecked,
    ptr::{self, NonNull},
};
#[cfg(CONFIG_KUNIT = "y")]
use core::{marker::PhantomData, slice};
use ffi::{c_int, c_void};

/// One of the kernel's allocators.
///
/// An implementation is a type without values: the functions take no `self`, and the choice of the
/// allocator is part of the type of a [`Box`](super::Box) or [`Vec`](super::Vec).
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
    /// With [`__GFP_ZERO`] the memory is zeroed, otherwise its bytes are
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
    /// returns a dangling pointer. With [`__GFP_ZERO`] the part that was added is
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

/// The C functions behind an allocator.
///
/// # Safety
///
/// [`realloc`](Backend::realloc) and [`free`](Backend::free) must belong together and work as
/// `krealloc()` and `kfree()` do: `realloc` keeps the first `old_size` bytes, leaves the old memory alone when it
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
    /// `ptr` is null and `old_size` zero, or `ptr` came from this function and was not freed since; in the
    /// latter case it is aligned to the new layout's alignment, and `old_size` is no more than the size
    /// that it was last asked for. The size of `layout` is not zero.
    unsafe fn realloc(
        ptr: *mut u8,
        old_size: usize,
        layout: Layout,
        flags: Flags,
        nid: NumaNode,
    ) -> *mut c_void;

    /// Frees.
    ///
    /// # Safety
    ///
    /// `ptr` came from [`realloc`](Backend::realloc) and was not freed since.
    unsafe fn free(ptr: *mut u8);
}

/// [`Allocator::alloc`] for every allocator.
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

    let (layout_of_c, flags) = (B::layout(layout), B::flags(flags));
    // SAFETY: A null pointer asks for fresh memory. The size is not zero.
    let ptr = unsafe { B::realloc(ptr::null_mut(), 0, layout_of_c, flags, nid) };
    let ptr = NonNull::new(ptr.cast()).ok_or(AllocError)?;
    Ok(NonNull::slice_from_raw_parts(ptr, layout.size()))
}

/// [`Allocator::realloc`] for every allocator.
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

    let (old_size, layout_of_c) = (old_layout.size(), B::layout(layout));
    // SAFETY: `old` came from `B::realloc()` because the old size is not zero, was asked for with a layout
    // no smaller than the old one, and was just checked to be aligned. The new size is not zero.
    let new = unsafe { B::realloc(old, old_size, layout_of_c, B::flags(flags), nid) };
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

/// [`Allocator::free`] for every allocator.
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
    unsafe fn realloc(
        ptr: *mut u8,
        _old_size: usize,
        layout: Layout,
        flags: Flags,
        nid: NumaNode,
    ) -> *mut c_void {
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
    unsafe fn realloc(
        ptr: *mut u8,
        old_size: usize,
        layout: Layout,
        flags: Flags,
        nid: NumaNode,
    ) -> *mut c_void {
        // SAFETY: `kvrealloc()` takes null or a pointer from an earlier call that was not freed,
        // aligned as asked for, and an old size that is no larger than it was; the caller guarantees
        // this. The size is not zero. Every `Flags` is a valid `gfp_t` and every `NumaNode` a valid node.
        unsafe {
            bindings::kvrealloc_from_size(
                ptr.cast(),
                old_size,
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

// SAFETY: `vrealloc()` and `vfree()` work on pages as `krealloc()` and `kfree()` do on objects. The
// function takes the alignment, and fails where it cannot provide it.
unsafe impl Backend for Vmalloc {
    #[inline]
    unsafe fn realloc(
        ptr: *mut u8,
        old_size: usize,
        layout: Layout,
        flags: Flags,
        nid: NumaNode,
    ) -> *mut c_void {
        // SAFETY: `vrealloc()` takes null or the start of an area from an earlier call that was not
        // freed, aligned as asked for, and an old size that is no larger than it was; the caller
        // guarantees this. The size is not zero. Every `Flags` is a valid `gfp_t` and every `NumaNode` a
        // valid node.
        unsafe {
            bindings::vrealloc_from_size(
                ptr.cast(),
                old_size,
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

/// Implements [`Allocator`] for a [`Backend`].
macro_rules! impl_allocator {
    ($($ty:ty, $min_align:expr;)*) => {$(
        // SAFETY: `Backend` gives the same guarantees for sizes other than zero; those of size zero
        // are dangling pointers that never reach it.
        unsafe impl Allocator for $ty {
            // The types of the constants depend on the architecture.
            #[allow(clippy::unnecessary_cast)]
            const MIN_ALIGN: usize = $min_align as usize;

            #[inline]
            fn alloc(
                layout: Layout,
                flags: Flags,
                nid: NumaNode,
            ) -> Result<NonNull<[u8]>, AllocError> {
                alloc::<Self>(layout, flags, nid)
            }

            unsafe fn realloc(
                ptr: Option<NonNull<u8>>,
                layout: Layout,
                old_layout: Layout,
                flags: Flags,
                nid: NumaNode,
            ) -> Result<NonNull<[u8]>, AllocError> {
                // SAFETY: The requirements are the same.
                unsafe { realloc::<Self>(ptr, layout, old_layout, flags, nid) }
            }

            #[inline]
            unsafe fn free(ptr: NonNull<u8>, layout: Layout) {
                // SAFETY: The requirements are the same.
                unsafe { free::<Self>(ptr, layout) }
            }
        }
    )*};
}

impl_allocator! {
    Kmalloc, bindings::ARCH_KMALLOC_MINALIGN;
    KVmalloc, bindings::ARCH_KMALLOC_MINALIGN;
    Vmalloc, bindings::PAGE_SIZE;
}

/// Memory for Rust's own `alloc` crate, or null.
fn global_alloc(layout: Layout, flags: Flags) -> *mut u8 {
    match <KernelAllocator as Allocator>::alloc(layout, flags, NumaNode::NO_NODE) {
        Ok(ptr) => ptr.as_ptr().cast(),
        Err(_) => ptr::null_mut(),
    }
}

// SAFETY: `Allocator` asks for more than this trait does. No function unwinds, since none panics.
unsafe impl GlobalAlloc for KernelAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        global_alloc(layout, GFP_KERNEL)
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        global_alloc(layout, GFP_KERNEL | __GFP_ZERO)
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

impl<T> ArrayLayout<T> {
    /// The layout of `len` elements, unchecked.
    ///
    /// # Safety
    ///
    /// `len * size_of::<T>()` must not exceed `isize::MAX`.
    #[inline]
    pub const unsafe fn new_unchecked(len: usize) -> Self {
        match Self::new(len) {
            Ok(layout) => layout,
            // SAFETY: There is such a layout, by the safety requirement.
            Err(_) => unsafe { unreachable_unchecked() },
        }
    }
}

impl<T> From<ArrayLayout<T>> for Layout {
    #[inline]
    fn from(value: ArrayLayout<T>) -> Self {
        // SAFETY: The alignment of a type is a power of two. By the invariant of `ArrayLayout` the size is
        // at most `isize::MAX`, and being a multiple of the alignment it needs no rounding up.
        unsafe {
            let size = value.len().unchecked_mul(size_of::<T>());
            Layout::from_size_align_unchecked(size, align_of::<T>())
        }
    }
}

/// Returns whether there is such a memory node and it is online. C does not check the number itself.
pub(super) fn node_is_online(node: c_int) -> bool {
    usize::try_from(node).is_ok_and(|n| n < bindings::MAX_NUMNODES as usize)
        // SAFETY: `node_online()` reads one bit of a map of `MAX_NUMNODES` bits, at a place that was
        // just checked to lie within.
        && unsafe { bindings::node_online(node) } != 0
}

/// Memory of an allocator with its layout, for tests. Freed when dropped.
///
/// # Invariants
///
/// `A` allocated the memory with `layout`. The first `valued` bytes, no more than there are, have a value.
#[cfg(CONFIG_KUNIT = "y")]
pub(super) struct Memory<A: Allocator> {
    ptr: NonNull<u8>,
    layout: Layout,
    valued: usize,
    _alloc: PhantomData<A>,
}

#[cfg(CONFIG_KUNIT = "y")]
impl<A: Allocator> Memory<A> {
    pub(super) fn new(layout: Layout, flags: Flags) -> Result<Self, AllocError> {
        let ptr = A::alloc(layout, flags, NumaNode::NO_NODE)?.cast();
        let zeroed = flags.contains(__GFP_ZERO);
        // INVARIANT: Allocated just above; zeroes are values.
        Ok(Self {
            ptr,
            layout,
            valued: if zeroed { layout.size() } else { 0 },
            _alloc: PhantomData,
        })
    }

    pub(super) fn resize(&mut self, layout: Layout, flags: Flags) -> Result<(), AllocError> {
        let (ptr, old) = (Some(self.ptr), self.layout);
        // SAFETY: The memory was allocated with `self.layout`; both are replaced on success.
        self.ptr = unsafe { A::realloc(ptr, layout, old, flags, NumaNode::NO_NODE) }?.cast();
        // INVARIANT: Bytes keep their values, and those that were added are zeroes if asked for.
        if !flags.contains(__GFP_ZERO) || self.valued < old.size() {
            self.valued = self.valued.min(layout.size());
        } else {
            self.valued = layout.size();
        }
        self.layout = layout;
        Ok(())
    }

    pub(super) fn layout(&self) -> Layout {
        self.layout
    }

    pub(super) fn fill(&mut self, byte: u8) {
        // SAFETY: The memory is valid for as many bytes.
        unsafe { self.ptr.as_ptr().write_bytes(byte, self.layout.size()) };
        self.valued = self.layout.size();
    }

    /// The bytes that have a value, from the first one on.
    pub(super) fn bytes(&self) -> &[u8] {
        // SAFETY: By the type's invariant they have one. The memory is borrowed.
        unsafe { slice::from_raw_parts(self.ptr.as_ptr(), self.valued) }
    }
}

#[cfg(CONFIG_KUNIT = "y")]
impl<A: Allocator> Drop for Memory<A> {
    fn drop(&mut self) {
        // SAFETY: The memory was allocated with this layout.
        unsafe { A::free(self.ptr, self.layout) };
    }
}
