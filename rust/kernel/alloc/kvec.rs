// SPDX-License-Identifier: GPL-2.0-only

//! [`Vec`]: a growable array in allocated memory.
//!
//! # Safety
//!
//! Owns the type invariants of [`Vec`].

#![allow(unsafe_code)]

mod drain;
mod edit;
mod errors;
mod fill;
mod grow;
mod into_iter;
mod macros;
mod shrink;
mod traits;

pub use self::drain::DrainAll;
pub use self::errors::{InsertError, PushError, RemoveError};
pub use self::into_iter::IntoIter;

use super::{
    allocator::{KVmalloc, Kmalloc, Vmalloc},
    flags::__GFP_ZERO,
    layout::ArrayLayout,
    AllocError, Allocator, Flags, NumaNode,
};
use core::{
    marker::PhantomData,
    mem::{ManuallyDrop, MaybeUninit},
    ptr::{self, NonNull},
    slice,
};
use pin_init::Zeroable;

/// A growable array of elements in memory of the allocator `A`.
///
/// Unlike the standard library's vector every function that may allocate takes [`Flags`] and can
/// fail, and then leaves the vector as it was. Use the aliases [`KVec`], [`VVec`] and [`KVVec`], and
/// [`kvec!`](crate::kvec) to write one out.
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

/// A [`Vec`] in [`Kmalloc`] memory.
pub type KVec<T> = Vec<T, Kmalloc>;

/// A [`Vec`] in [`Vmalloc`] memory.
pub type VVec<T> = Vec<T, Vmalloc>;

/// A [`Vec`] in [`KVmalloc`] memory.
pub type KVVec<T> = Vec<T, KVmalloc>;

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

    /// Gives the memory to the caller: the pointer, the length and the capacity.
    ///
    /// [`from_raw_parts`](Vec::from_raw_parts) takes it back.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::prelude::*;
    ///
    /// let (ptr, len, cap) = kvec![1, 2, 3]?.into_raw_parts();
    /// // SAFETY: The parts are from `into_raw_parts()`, and this is the only use of them.
    /// let v = unsafe { KVec::from_raw_parts(ptr, len, cap) };
    /// assert_eq!(v, [1, 2, 3]);
    /// # Ok::<(), Error>(())
    /// ```
    #[inline]
    pub fn into_raw_parts(self) -> (*mut T, usize, usize) {
        let mut me = ManuallyDrop::new(self);
        (me.as_mut_ptr(), me.len(), me.capacity())
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

    /// Returns whether there are no elements.
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
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
    fn dec_len(&mut self, count: usize) -> *mut [T] {
        let count = count.min(self.len);
        // INVARIANT: Fewer elements than were initialised.
        self.len -= count;
        let first = self.as_mut_ptr().wrapping_add(self.len);
        ptr::slice_from_raw_parts_mut(first, count)
    }

    /// The elements as a slice.
    #[inline]
    pub fn as_slice(&self) -> &[T] {
        self
    }

    /// The elements as a mutable slice.
    #[inline]
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        self
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

    /// Makes room for at least `additional` more elements.
    ///
    /// The capacity at least doubles when it has to grow, so that a series of
    /// [`push`](Vec::push) takes linear time.
    ///
    /// # Errors
    ///
    /// [`AllocError`] if there is no memory; the vector is unchanged then.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::prelude::*;
    ///
    /// let mut v = kvec![1]?;
    /// v.reserve(10, GFP_KERNEL)?;
    /// assert!(v.capacity() >= 11);
    /// # Ok::<(), Error>(())
    /// ```
    #[inline]
    pub fn reserve(&mut self, additional: usize, flags: Flags) -> Result<(), AllocError> {
        // The length never exceeds the capacity.
        if self.capacity().wrapping_sub(self.len) >= additional {
            return Ok(());
        }
        self.grow(additional, flags)
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
    fn fill(&mut self, elements: impl Iterator<Item = T>) {
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
