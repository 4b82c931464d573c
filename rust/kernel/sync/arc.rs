// SPDX-License-Identifier: GPL-2.0-only

//! Values with several owners, who count themselves.
//!
//! # Safety
//!
//! An [`Arc`] stands for one increment of its value's count. The one that brings the count to zero
//! drops the value and frees the memory.

#![allow(unsafe_code)]

mod borrow;
mod foreign;
mod std_vendor;
mod traits;
mod unique;

pub use self::borrow::ArcBorrow;
pub use self::unique::UniqueArc;

use super::Refcount;
use crate::alloc::{AllocError, Flags, KBox};
use core::{
    marker::PhantomData,
    mem::{offset_of, ManuallyDrop},
    ops::Deref,
    pin::Pin,
    ptr::NonNull,
};

/// The count and the value, in one allocation.
#[repr(C)]
struct ArcInner<T: ?Sized> {
    refcount: Refcount,
    data: T,
}

impl<T: ?Sized> ArcInner<T> {
    /// Finds the whole from its value.
    ///
    /// # Safety
    ///
    /// `ptr` comes from [`Arc::into_raw`] or [`Arc::as_ptr`], and the value is alive.
    #[inline]
    unsafe fn container_of(ptr: *const T) -> NonNull<ArcInner<T>> {
        // SAFETY: The value is alive.
        let align = align_of_val(unsafe { &*ptr });
        // `repr(C)`: the value is at the first multiple of its alignment behind the count. Alignments
        // are powers of two far below `usize::MAX`.
        let mask = align.wrapping_sub(1);
        let offset = size_of::<Refcount>().wrapping_add(mask) & !mask;
        // SAFETY: The value is a field at this offset, in the same allocation, which is not at null.
        unsafe { NonNull::new_unchecked(ptr.byte_sub(offset) as *mut ArcInner<T>) }
    }
}

/// A value that lives until its last owner is gone.
///
/// The differences to the standard library's: the count saturates, so that too many clones leak the
/// value; there are no weak references; the value is pinned, unless nobody else ever had it
/// ([`UniqueArc`]). The count is C's `refcount_t`.
///
/// # Invariants
///
/// `ptr` points to a live [`ArcInner`], in memory of a [`KBox`] of that type, and this value owns one
/// increment of its count.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, sync::Arc};
///
/// struct Point {
///     x: u32,
///     y: u32,
/// }
///
/// let first = Arc::new(Point { x: 1, y: 2 }, GFP_KERNEL)?;
/// let second = first.clone();
/// assert!(Arc::ptr_eq(&first, &second));
/// drop(first);
/// assert_eq!((second.x, second.y), (1, 2));
/// # Ok::<(), Error>(())
/// ```
///
/// An `Arc` of a type is an `Arc` of a trait that the type implements:
///
/// ```
/// use kernel::{prelude::*, sync::Arc};
///
/// trait Shape: Send + Sync {
///     fn corners(&self) -> u32;
/// }
///
/// struct Square;
///
/// impl Shape for Square {
///     fn corners(&self) -> u32 {
///         4
///     }
/// }
///
/// let shape: Arc<dyn Shape> = Arc::new(Square, GFP_KERNEL)?;
/// assert_eq!(shape.corners(), 4);
/// # Ok::<(), Error>(())
/// ```
#[repr(transparent)]
#[derive(core::marker::CoercePointee)]
pub struct Arc<T: ?Sized> {
    ptr: NonNull<ArcInner<T>>,
    _owned: PhantomData<ArcInner<T>>,
}

// SAFETY: An `Arc` is a shared reference to the value (`Sync`), and as the last one drops the value
// in whatever thread it is (`Send`).
unsafe impl<T: ?Sized + Sync + Send> Send for Arc<T> {}

// SAFETY: A `&Arc` gives a `&T` (`Sync`) and, by cloning, an `Arc`, which may drop the value in
// another thread (`Send`).
unsafe impl<T: ?Sized + Sync + Send> Sync for Arc<T> {}

// Moving an `Arc` does not move its value.
impl<T: ?Sized> Unpin for Arc<T> {}

impl<T> Arc<T> {
    /// Where the value is in the allocation, in bytes: the difference between what
    /// [`into_raw`](Arc::into_raw) returns and what C gets as a `void *`.
    pub const DATA_OFFSET: usize = offset_of!(ArcInner<T>, data);

    /// Allocates memory and moves `contents` into it.
    ///
    /// # Errors
    ///
    /// [`AllocError`]; `contents` is dropped then.
    #[inline]
    pub fn new(contents: T, flags: Flags) -> Result<Self, AllocError> {
        Ok(UniqueArc::new(contents, flags)?.into())
    }
}

impl<T: ?Sized> Arc<T> {
    /// Takes over a reference.
    ///
    /// # Safety
    ///
    /// `ptr` points to a live [`ArcInner`] in memory of a [`KBox`], and the caller gives up one
    /// increment of its count.
    #[inline]
    unsafe fn from_inner(ptr: NonNull<ArcInner<T>>) -> Self {
        // INVARIANT: The caller's promise.
        Arc {
            ptr,
            _owned: PhantomData,
        }
    }

    #[inline]
    fn refcount(&self) -> &Refcount {
        // SAFETY: By the type's invariant the object is alive. Only the field is borrowed.
        unsafe { &(*self.ptr.as_ptr()).refcount }
    }

    /// Gives the reference away as a pointer to the value. Without [`from_raw`](Arc::from_raw) the
    /// value leaks.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::{prelude::*, sync::Arc};
    ///
    /// let raw = Arc::into_raw(Arc::new(7, GFP_KERNEL)?);
    /// // SAFETY: The pointer is from `into_raw()`, and this is the only use of it.
    /// let back = unsafe { Arc::from_raw(raw) };
    /// assert_eq!(*back, 7);
    /// # Ok::<(), Error>(())
    /// ```
    #[inline]
    pub fn into_raw(self) -> *const T {
        let this = ManuallyDrop::new(self);
        Arc::as_ptr(&this)
    }

    /// The address of the value, which is good as long as a reference is.
    #[inline]
    pub fn as_ptr(this: &Self) -> *const T {
        // SAFETY: By the type's invariant the pointer is that of a live object, of which a field's
        // address is in bounds.
        unsafe { &raw const (*this.ptr.as_ptr()).data }
    }

    /// Takes back what [`into_raw`](Arc::into_raw) gave away.
    ///
    /// # Safety
    ///
    /// `ptr` comes from [`into_raw`](Arc::into_raw) of the same type and is taken back once for each
    /// time it was given away.
    #[inline]
    pub unsafe fn from_raw(ptr: *const T) -> Self {
        // SAFETY: The pointer is as demanded: the object is that of an `Arc`, and alive by the reference
        // that was given away, and that the caller gives up.
        unsafe { Self::from_inner(ArcInner::container_of(ptr)) }
    }

    /// Borrows the value, without a change of the count, in a form that can become an `Arc` again.
    #[inline]
    pub fn as_arc_borrow(&self) -> ArcBorrow<'_, T> {
        // SAFETY: `self` owns a reference and is borrowed as long as the result lives.
        unsafe { ArcBorrow::new(self.ptr) }
    }

    /// Tells whether both own the same value.
    #[inline]
    pub fn ptr_eq(this: &Self, other: &Self) -> bool {
        core::ptr::addr_eq(this.ptr.as_ptr(), other.ptr.as_ptr())
    }

    /// Gives up the reference, and returns the value if it was the last one.
    ///
    /// The last of several callers gets the value, even if they call at the same time.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::{prelude::*, sync::Arc};
    ///
    /// let first = Arc::new(7, GFP_KERNEL)?;
    /// let second = first.clone();
    /// assert!(Arc::into_unique_or_drop(first).is_none());
    /// let mut unique = Arc::into_unique_or_drop(second).ok_or(EINVAL)?;
    /// *unique += 1;
    /// assert_eq!(*unique, 8);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn into_unique_or_drop(this: Self) -> Option<Pin<UniqueArc<T>>> {
        let this = ManuallyDrop::new(this);
        if !this.refcount().dec_and_test() {
            return None;
        }
        // The count is zero: nobody else has the object, and nobody can get it.
        this.refcount().set(1);
        // SAFETY: The count is one, and a borrow would have kept another reference alive.
        let unique = unsafe { UniqueArc::from_only(ManuallyDrop::into_inner(this)) };
        Some(unique.into())
    }
}

impl<T: ?Sized> Deref for Arc<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        self.as_arc_borrow().value()
    }
}

impl<T: ?Sized> Clone for Arc<T> {
    #[inline]
    fn clone(&self) -> Self {
        // A count that overflows saturates, so that the value is never freed then.
        self.refcount().inc();
        // SAFETY: The increment above now belongs to the result.
        unsafe { Self::from_inner(self.ptr) }
    }
}

impl<T: ?Sized> Drop for Arc<T> {
    #[inline]
    fn drop(&mut self) {
        if !self.refcount().dec_and_test() {
            return;
        }
        // SAFETY: By the type's invariant the memory is that of a box. The count is zero, so that
        // nobody else has the object, and all that others did with it has happened before.
        drop(unsafe { KBox::from_raw(self.ptr.as_ptr()) });
    }
}
