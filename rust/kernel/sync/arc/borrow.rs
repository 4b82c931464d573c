// SPDX-License-Identifier: GPL-2.0-only

//! Borrowed [`Arc`]s.

use super::{raw::Borrowed, Arc};
use core::ops::Deref;

/// A value that somebody else owns through an [`Arc`], borrowed.
///
/// One pointer, as `&T`, and unlike `&T` it can become an `Arc`. `&Arc<T>` could too, but is a pointer
/// to a pointer, and there is none to borrow if C keeps the reference.
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
    pub(super) inner: Borrowed<'a, T>,
}

impl<T: ?Sized> Clone for ArcBorrow<'_, T> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for ArcBorrow<'_, T> {}

impl<T: ?Sized> From<ArcBorrow<'_, T>> for Arc<T> {
    #[inline]
    fn from(borrow: ArcBorrow<'_, T>) -> Self {
        Arc {
            inner: borrow.inner.own(),
        }
    }
}

impl<T: ?Sized> Deref for ArcBorrow<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        self.inner.value()
    }
}
