// SPDX-License-Identifier: GPL-2.0-only

//! Values with several owners, who count themselves.

mod borrow;
mod raw;
mod std_vendor;
mod traits;
mod unique;

pub use self::borrow::ArcBorrow;
pub use self::unique::UniqueArc;

use self::raw::Owned;
use crate::alloc::{AllocError, Flags};
use core::{mem::ManuallyDrop, ops::Deref, pin::Pin};

/// A value that lives until its last owner is gone.
///
/// The differences to the standard library's: the count saturates, so that too many clones leak the
/// value; there are no weak references; the value is pinned, unless nobody else ever had it
/// ([`UniqueArc`]). The count is C's `refcount_t`.
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
    inner: Owned<T>,
}

// Moving an `Arc` does not move its value.
impl<T: ?Sized> Unpin for Arc<T> {}

impl<T> Arc<T> {
    /// Where the value is in the allocation, in bytes: the difference between what
    /// [`into_raw`](Arc::into_raw) returns and what C gets as a `void *`.
    pub const DATA_OFFSET: usize = raw::data_offset::<T>();

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
    /// Drops the reference, where that is rare: it is shorter, as a call.
    #[inline]
    pub(crate) fn put(self) {
        self.inner.put();
    }
}

impl<T: ?Sized> Arc<T> {
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
        this.inner.as_ptr()
    }

    /// Borrows the value, without a change of the count, in a form that can become an `Arc` again.
    #[inline]
    pub fn as_arc_borrow(&self) -> ArcBorrow<'_, T> {
        ArcBorrow {
            inner: self.inner.borrow(),
        }
    }

    /// Tells whether both own the same value.
    #[inline]
    pub fn ptr_eq(this: &Self, other: &Self) -> bool {
        this.inner.same(&other.inner)
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
        let inner = this.inner.into_only()?;
        Some(UniqueArc { inner }.into())
    }
}

impl<T: ?Sized> Deref for Arc<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        self.inner.borrow().value()
    }
}

impl<T: ?Sized> Clone for Arc<T> {
    #[inline]
    fn clone(&self) -> Self {
        Arc {
            inner: self.inner.clone(),
        }
    }
}
