// SPDX-License-Identifier: GPL-2.0-only

//! The memory of a [`Vec`], and what in it is an element.
//!
//! The part of growing that is the same for all elements is compiled once.
//!
//! # Safety
//!
//! Owns the type invariants of [`Vec`].

#![allow(unsafe_code)]

use super::PushError;
use crate::alloc::{
    flags::__GFP_ZERO, kbox::Box, layout::ArrayLayout, AllocError, Allocator, Flags, NumaNode,
};
use core::{
    alloc::Layout,
    marker::PhantomData,
    mem::MaybeUninit,
    ops::{Deref, DerefMut},
    ptr::{self, NonNull},
    slice,
};
use pin_init::Zeroable;

/// A growable array of elements in memory of the allocator `A`.
///
/// Unlike the standard library's vector every function that may allocate takes [`Flags`] and can
/// fail, and then leaves the vector as it was. Use the aliases [`KVec`](super::KVec),
/// [`VVec`](super::VVec) and [`KVVec`](super::KVVec), and [`kvec!`](crate::kvec) to write one out.
///
/// An empty vector takes no memory, and neither do elements of size zero.
///
/// # Invariants
///
/// - `ptr` is aligned. If `layout.size()` is not zero, it points to memory that `A` allocated with
///   that layout and that belongs to the vector.
/// - The first `len` elements are initialised, and `len` is at most the capacity: `layout.len()`, or
///   `usize::MAX` if the size of an element is zero.
///
/// # Examples
///
/// ```
/// use kernel::prelude::*;
///
/// let mut v = KVec::new();
/// v.push(1, GFP_KERNEL)?;
/// v.push(2, GFP_KERNEL)?;
/// assert_eq!(&v, &[1, 2]);
/// assert_eq!(v.pop(), Some(2));
/// # Ok::<(), Error>(())
/// ```
pub struct Vec<T, A: Allocator> {
    ptr: NonNull<T>,
    layout: ArrayLayout<T>,
    len: usize,
    _alloc: PhantomData<A>,
}

// SAFETY: A vector owns its elements: sending it sends them. Memory may be freed by another thread than
// the one that allocated it.
unsafe impl<T: Send, A: Allocator> Send for Vec<T, A> {}

// SAFETY: Sharing a vector shares its elements and nothing else.
unsafe impl<T: Sync, A: Allocator> Sync for Vec<T, A> {}

impl<T, A> Vec<T, A>
where
    A: Allocator,
{
    const IS_ZST: bool = size_of::<T>() == 0;

    /// Makes an empty vector, which allocates nothing.
    #[inline]
    pub const fn new() -> Self {
        // INVARIANT: The layout has size zero and there are no elements.
        Self {
            ptr: NonNull::dangling(),
            layout: ArrayLayout::empty(),
            len: 0,
            _alloc: PhantomData,
        }
    }

    /// Makes an empty vector with room for `capacity` elements.
    ///
    /// # Errors
    ///
    /// [`AllocError`] if there is no memory.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::prelude::*;
    ///
    /// let v = KVec::<u32>::with_capacity(20, GFP_KERNEL)?;
    /// assert!(v.is_empty() && v.capacity() >= 20);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn with_capacity(capacity: usize, flags: Flags) -> Result<Self, AllocError> {
        if Self::IS_ZST {
            return Ok(Self::new());
        }
        let layout = ArrayLayout::new(capacity).map_err(|_| AllocError)?;
        let ptr = A::alloc(layout.into(), flags, NumaNode::NO_NODE)?;
        // INVARIANT: `A` allocated the memory with this layout, or the size is zero and the pointer
        // is dangling and aligned. There are no elements.
        Ok(Self {
            ptr: ptr.cast(),
            layout,
            len: 0,
            _alloc: PhantomData,
        })
    }

    /// Makes a vector of `n` elements whose bytes are all zero.
    ///
    /// # Errors
    ///
    /// [`AllocError`] if there is no memory.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::prelude::*;
    ///
    /// let v = KVVec::<u16>::zeroed(1000, GFP_KERNEL)?;
    /// assert!(v.len() == 1000 && v.iter().all(|&x| x == 0));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn zeroed(n: usize, flags: Flags) -> Result<Self, AllocError>
    where
        T: Zeroable,
    {
        let mut v = Self::with_capacity(n, flags | __GFP_ZERO)?;
        // SAFETY: There is room for `n` elements. All their bytes are zero, which is a value of a
        // `Zeroable` type.
        unsafe { v.inc_len(n) };
        Ok(v)
    }

    /// Takes ownership of a vector's parts.
    ///
    /// # Safety
    ///
    /// The parts are from [`into_raw_parts`](Vec::into_raw_parts) of a vector with this `T` and `A`,
    /// and used once; or they are as these could have been: `ptr` is aligned, the first `length` of
    /// `capacity` elements are initialised, and unless `capacity * size_of::<T>()` is zero, `A`
    /// allocated the memory with exactly that layout.
    #[inline]
    pub unsafe fn from_raw_parts(ptr: *mut T, length: usize, capacity: usize) -> Self {
        // SAFETY: The pointer of a vector is never null. Unless elements have size zero, memory for
        // `capacity` of them was allocated, which cannot exceed `isize::MAX` bytes.
        let (ptr, layout) = unsafe {
            let layout = if Self::IS_ZST {
                ArrayLayout::empty()
            } else {
                ArrayLayout::new_unchecked(capacity)
            };
            (NonNull::new_unchecked(ptr), layout)
        };
        // INVARIANT: By the safety requirement.
        Self {
            ptr,
            layout,
            len: length,
            _alloc: PhantomData,
        }
    }

    /// The number of elements that fit without another allocation.
    ///
    /// Elements of size zero always fit: `usize::MAX`.
    #[inline]
    pub const fn capacity(&self) -> usize {
        if Self::IS_ZST {
            usize::MAX
        } else {
            self.layout.len()
        }
    }

    /// The number of elements.
    #[inline]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// The layout of the memory.
    #[inline]
    pub(super) const fn layout(&self) -> ArrayLayout<T> {
        self.layout
    }

    /// Declares `additional` more elements initialised.
    ///
    /// # Safety
    ///
    /// - `additional` elements behind the last one are initialised.
    /// - The new length does not exceed the capacity.
    #[inline]
    pub const unsafe fn inc_len(&mut self, additional: usize) {
        // INVARIANT: By the safety requirement, which also rules out an overflow.
        self.len = self.len.wrapping_add(additional);
    }

    /// Forgets the last `count` elements, and returns them as the memory that the caller now has to
    /// drop.
    pub(super) fn dec_len(&mut self, count: usize) -> *mut [T] {
        let count = count.min(self.len);
        // INVARIANT: Fewer elements than were initialised.
        self.len -= count;
        let first = self.as_mut_ptr().wrapping_add(self.len);
        ptr::slice_from_raw_parts_mut(first, count)
    }

    /// The address of the first element, or a dangling pointer if there is no memory.
    #[inline]
    pub const fn as_ptr(&self) -> *const T {
        self.ptr.as_ptr()
    }

    /// The address of the first element, or a dangling pointer if there is no memory.
    #[inline]
    pub fn as_mut_ptr(&mut self) -> *mut T {
        self.ptr.as_ptr()
    }

    /// As [`as_mut_ptr`](Vec::as_mut_ptr).
    #[inline]
    pub(in crate::alloc) fn as_non_null(&mut self) -> NonNull<T> {
        self.ptr
    }

    /// The memory behind the last element.
    ///
    /// Write to it, then call [`inc_len`](Vec::inc_len).
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::prelude::*;
    ///
    /// let mut v = KVec::<u8>::with_capacity(4, GFP_KERNEL)?;
    /// let spare = v.spare_capacity_mut();
    /// spare[0].write(7);
    /// // SAFETY: The first element was just written, and there is room for four.
    /// unsafe { v.inc_len(1) };
    /// assert_eq!(v, [7]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn spare_capacity_mut(&mut self) -> &mut [MaybeUninit<T>] {
        let spare = self.capacity().wrapping_sub(self.len);
        let first = self.as_mut_ptr().wrapping_add(self.len).cast();
        // SAFETY: The elements between the length and the capacity are memory of the vector, which is
        // borrowed exclusively; elements of size zero need none. `MaybeUninit` takes any contents.
        unsafe { slice::from_raw_parts_mut(first, spare) }
    }

    /// Appends an element.
    ///
    /// # Errors
    ///
    /// [`AllocError`] if there is no memory; `v` is dropped and the vector unchanged then.
    #[inline]
    pub fn push(&mut self, v: T, flags: Flags) -> Result<(), AllocError> {
        self.reserve(1, flags)?;
        // SAFETY: There is room for one more element.
        unsafe { self.push_unchecked(v) };
        Ok(())
    }

    /// Appends an element if there is room for it, and never allocates.
    ///
    /// # Errors
    ///
    /// [`PushError`], which holds `v`, if the vector is full.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::prelude::*;
    ///
    /// let mut v = KVec::with_capacity(1, GFP_KERNEL)?;
    /// v.push_within_capacity(1)?;
    /// while v.push_within_capacity(2).is_ok() {}
    /// assert_eq!(v.len(), v.capacity());
    /// # Ok::<(), Error>(())
    /// ```
    #[inline]
    pub fn push_within_capacity(&mut self, v: T) -> Result<(), PushError<T>> {
        if self.len < self.capacity() {
            // SAFETY: There is room for one more element.
            unsafe { self.push_unchecked(v) };
            Ok(())
        } else {
            Err(PushError(v))
        }
    }

    /// Appends an element.
    ///
    /// # Safety
    ///
    /// The length is below the capacity.
    #[inline]
    unsafe fn push_unchecked(&mut self, v: T) {
        // SAFETY: There is room for one more element, so that the place behind the last one lies within
        // the memory. It is written before it counts.
        unsafe {
            self.as_mut_ptr().add(self.len).write(v);
            self.inc_len(1);
        }
    }

    /// Appends elements, as many as there are and as there is room for.
    #[inline]
    pub(super) fn fill(&mut self, elements: impl Iterator<Item = T>) {
        let mut count = 0;
        for (place, element) in self.spare_capacity_mut().iter_mut().zip(elements) {
            place.write(element);
            count += 1;
        }
        // SAFETY: The first `count` places behind the last element were just written.
        unsafe { self.inc_len(count) };
    }

    /// Takes the last element, if there is one.
    #[inline]
    pub fn pop(&mut self) -> Option<T> {
        if self.is_empty() {
            return None;
        }
        let last: *mut T = self.dec_len(1).cast();
        // SAFETY: The element is initialised, and the vector has just forgotten it.
        Some(unsafe { last.read() })
    }

    /// Puts an element in front of the one at `index`, or behind the last one, and gives it back if there is
    /// no room for it.
    #[inline]
    pub(super) fn shift_in(&mut self, index: usize, element: T) -> Result<(), T> {
        if self.len >= self.capacity() {
            return Err(element);
        }
        let index = index.min(self.len);
        // SAFETY: `index` is at most the length, and there is room for one more element, so that those
        // from `index` on fit one further. The copy left at `index` is overwritten without being dropped,
        // after which one more element is initialised.
        unsafe {
            let p = self.as_mut_ptr().add(index);
            ptr::copy(p, p.add(1), self.len - index);
            p.write(element);
            self.inc_len(1);
        }
        Ok(())
    }

    /// Takes the element at `index`, if there is one; those behind it move up by one.
    #[inline]
    pub(super) fn shift_out(&mut self, index: usize) -> Option<T> {
        if index >= self.len {
            return None;
        }
        // SAFETY: `index` is below the length, so that the element is initialised, and `len - index - 1` are
        // behind it. The copy left behind is overwritten or forgotten.
        let value = unsafe {
            let p = self.as_mut_ptr().add(index);
            let value = p.read();
            ptr::copy(p.add(1), p, self.len - index - 1);
            value
        };
        // The last place holds a moved element, or `value` itself: nothing to drop.
        let _ = self.dec_len(1);
        Some(value)
    }

    /// Moves the elements of `other` behind the last one, or none if there is no room for all of them.
    /// Returns whether it did.
    pub(super) fn append_within_capacity(&mut self, other: &mut Self) -> bool {
        if self.capacity().wrapping_sub(self.len) < other.len {
            return false;
        }
        let elements = other.dec_len(other.len);
        // SAFETY: The memory of the one vector is not that of the other, which has just forgotten its
        // elements, and has room for them behind the last one. They are moved there.
        unsafe {
            let end = self.as_mut_ptr().add(self.len);
            ptr::copy_nonoverlapping(elements.cast::<T>(), end, elements.len());
            self.inc_len(elements.len());
        }
        true
    }

    /// Gets room for `additional` elements more, for which there is none.
    ///
    /// # Errors
    ///
    /// [`AllocError`] without memory, or if there would be more than [`isize::MAX`] bytes. The vector is as it
    /// was.
    // What has its address taken is in no register afterwards: the function gets a copy.
    #[inline]
    pub(super) fn grow(&mut self, additional: usize, flags: Flags) -> Result<(), AllocError> {
        if Self::IS_ZST {
            // The capacity is `usize::MAX` already.
            return Err(AllocError);
        }
        let element = const {
            &Element {
                layout: Layout::new::<T>(),
                realloc: A::realloc,
            }
        };
        let needed = self.len.wrapping_add(additional);
        // SAFETY: By the type invariant `A` allocated the memory with `self.layout`, or that has size zero. The
        // size of a type is a multiple of its alignment, and this one's is not zero. The new capacity is that
        // of a layout.
        let (ptr, layout) = unsafe {
            let (ptr, capacity) = grow(self.ptr.cast(), self.layout.len(), needed, element, flags)?;
            (ptr, ArrayLayout::new_unchecked(capacity))
        };
        // INVARIANT: `A` allocated the memory with this layout and kept the elements.
        self.ptr = ptr.cast();
        self.layout = layout;
        Ok(())
    }
}

/// [`Allocator::realloc`] of some allocator.
type Realloc = unsafe fn(
    Option<NonNull<u8>>,
    Layout,
    Layout,
    Flags,
    NumaNode,
) -> Result<NonNull<[u8]>, AllocError>;

/// What growing has to know of elements: their layout, and who has the memory.
struct Element {
    layout: Layout,
    realloc: Realloc,
}

/// Gets room for `needed` elements, and for twice as many as there is room for if that is possible. Returns
/// the memory and its new capacity.
///
/// # Errors
///
/// [`AllocError`] without memory, for too many elements, and if `needed` does not exceed the capacity: then
/// the sum was too great for a number.
///
/// # Safety
///
/// - `element.realloc` is an allocator's, which has allocated the memory with the layout of `capacity`
///   elements, or that has size zero.
/// - The size of an element is not zero and a multiple of its alignment.
#[cold]
unsafe fn grow(
    ptr: NonNull<u8>,
    capacity: usize,
    needed: usize,
    element: &Element,
    flags: Flags,
) -> Result<(NonNull<u8>, usize), AllocError> {
    if needed <= capacity {
        return Err(AllocError);
    }
    let layout_of = |len: usize| {
        let size = len.checked_mul(element.layout.size()).ok_or(AllocError)?;
        Layout::from_size_align(size, element.layout.align()).map_err(|_| AllocError)
    };
    let old = layout_of(capacity)?;
    // There are at most `isize::MAX`: twice that fits.
    let wanted = needed.max(capacity.wrapping_mul(2));
    let (layout, capacity) = match layout_of(wanted) {
        Ok(layout) => (layout, wanted),
        Err(_) => (layout_of(needed)?, needed),
    };
    // SAFETY: The caller's promise for the memory and its layout. The new size is not zero: there is one
    // element at least, as `needed` exceeds a capacity.
    let ptr = unsafe { (element.realloc)(Some(ptr), layout, old, flags, NumaNode::NO_NODE) }?;
    Ok((ptr.cast(), capacity))
}

impl<T, A: Allocator> Deref for Vec<T, A> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        // SAFETY: By the type invariant `len` elements at the pointer are initialised, and nobody else
        // may change them while the vector is borrowed.
        unsafe { slice::from_raw_parts(self.as_ptr(), self.len()) }
    }
}

impl<T, A: Allocator> DerefMut for Vec<T, A> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: As above; the vector is borrowed exclusively.
        unsafe { slice::from_raw_parts_mut(self.as_mut_ptr(), self.len()) }
    }
}

impl<T, A: Allocator> Drop for Vec<T, A> {
    fn drop(&mut self) {
        let elements: *mut [T] = self.as_mut_slice();
        // SAFETY: By the type invariant the elements are initialised, and `A` allocated the memory with
        // this layout, or its size is zero. Neither is used again.
        unsafe {
            elements.drop_in_place();
            A::free(self.ptr.cast(), self.layout.into());
        }
    }
}

impl<T, A: Allocator, const N: usize> From<Box<[T; N], A>> for Vec<T, A> {
    #[inline]
    fn from(b: Box<[T; N], A>) -> Self {
        let ptr = Box::into_raw(b).cast();
        // SAFETY: The box held `N` initialised elements in memory that `A` allocated with the layout of
        // the array, which is that of as many elements.
        unsafe { Vec::from_raw_parts(ptr, N, N) }
    }
}
