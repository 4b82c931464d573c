// SPDX-License-Identifier: GPL-2.0-only

//! Borrowed [`Arc`]s.
//!
//! # Safety
//!
//! While an [`ArcBorrow`] lives, somebody else's reference keeps its value alive.

#![allow(unsafe_code)]

use super::{Arc, ArcInner};
use core::{marker::PhantomData, mem::ManuallyDrop, ops::Deref, ptr::NonNull};

/// A value that somebody else owns through an [`Arc`], borrowed.
///
/// One pointer, as `&T`, and unlike `&T` it can become an `Arc`. `&Arc<T>` could too, but is a pointer
/// to a pointer, and there is none to borrow if C keeps the reference.
///
/// # Invariants
///
/// `inner` points to a live [`ArcInner`] of an [`Arc`], whose count does not reach zero during `'a`.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, sync::{Arc, ArcBorrow}};
///
/// struct Journal {
///     entries: u32,
/// }
///
/// fn keep(journal: ArcBorrow<'_, Journal>) -> Arc<Journal> {
///     journal.into()
/// }
///
/// let journal = Arc::new(Journal { entries: 3 }, GFP_KERNEL)?;
/// let kept = keep(journal.as_arc_borrow());
/// assert!(Arc::ptr_eq(&journal, &kept));
/// assert_eq!(kept.entries, 3);
/// # Ok::<(), Error>(())
/// ```
#[repr(transparent)]
#[derive(core::marker::CoercePointee)]
pub struct ArcBorrow<'a, T: ?Sized + 'a> {
    inner: NonNull<ArcInner<T>>,
    _borrow: PhantomData<&'a ()>,
}

// SAFETY: It gives a `&T` (`Sync`) and an `Arc`, which may drop the value in another thread (`Send`).
unsafe impl<T: ?Sized + Sync + Send> Send for ArcBorrow<'_, T> {}

// SAFETY: As above; it can be copied out of a shared reference.
unsafe impl<T: ?Sized + Sync + Send> Sync for ArcBorrow<'_, T> {}

impl<T: ?Sized> Clone for ArcBorrow<'_, T> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for ArcBorrow<'_, T> {}

impl<'a, T: ?Sized> ArcBorrow<'a, T> {
    /// Borrows an object.
    ///
    /// # Safety
    ///
    /// Somebody keeps a reference of an [`Arc`] to the object as long as the result lives.
    #[inline]
    pub(super) unsafe fn new(inner: NonNull<ArcInner<T>>) -> Self {
        // INVARIANT: The caller's promise.
        ArcBorrow {
            inner,
            _borrow: PhantomData,
        }
    }

    /// Borrows what [`Arc::into_raw`] gave away, or [`Arc::as_ptr`] points to.
    ///
    /// # Safety
    ///
    /// `ptr` comes from one of them, of the same type. As long as the result lives, the reference is
    /// not taken back, and nobody has a [`UniqueArc`](super::UniqueArc) of the value.
    #[inline]
    pub unsafe fn from_raw(ptr: *const T) -> Self {
        // SAFETY: The pointer is as demanded, and a reference keeps the value alive as long as the
        // result lives.
        unsafe { Self::new(ArcInner::container_of(ptr)) }
    }

    /// The value, for as long as it is borrowed.
    #[inline]
    pub(super) fn value(self) -> &'a T {
        // SAFETY: By the type's invariant the object is alive; nobody gets a `&mut` to the value of
        // an `Arc`.
        unsafe { &(*self.inner.as_ptr()).data }
    }
}

impl<T: ?Sized> From<ArcBorrow<'_, T>> for Arc<T> {
    #[inline]
    fn from(borrow: ArcBorrow<'_, T>) -> Self {
        // SAFETY: By the type's invariant the object is that of a live `Arc`. The reference that
        // this makes up is not given back.
        let arc = ManuallyDrop::new(unsafe { Arc::from_inner(borrow.inner) });
        (*arc).clone()
    }
}

impl<T: ?Sized> Deref for ArcBorrow<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        self.value()
    }
}
