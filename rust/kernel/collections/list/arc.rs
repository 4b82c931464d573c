// SPDX-License-Identifier: GPL-2.0-only

//! The right to put a shared object into a [`List`](super::List).
//!
//! # Safety
//!
//! For each object and `ID` there is at most one [`ListArc`]. An object that says so is told when
//! there is one and when it is gone.

#![allow(unsafe_code)]

mod tracker;

#[doc(hidden)]
pub use self::tracker::PinOnly;
pub use self::tracker::{impl_list_arc_safe, AtomicTracker, ListArcSafe, TryNewListArc};

use crate::{
    alloc::{AllocError, Flags},
    init::InPlaceInit,
    prelude::const_assert,
    sync::{Arc, ArcBorrow, UniqueArc},
};
use core::{mem::ManuallyDrop, ops::Deref, pin::Pin};
use pin_init::{Init, PinInit};

/// An [`Arc`] that has the object's links: the one that may put it into a list.
///
/// There may be any number of `Arc`s of an object besides, and one `ListArc` for each `ID`. While the
/// object is in a list, the list has its `ListArc`.
///
/// # Invariants
///
/// There is no other `ListArc` of the object with this `ID`.
///
/// # Examples
///
/// ```
/// use kernel::{
///     list::{impl_list_arc_safe, AtomicTracker, ListArc},
///     prelude::*,
/// };
///
/// #[pin_data]
/// struct Session {
///     id: u32,
///     #[pin]
///     tracker: AtomicTracker,
/// }
///
/// impl_list_arc_safe! {
///     impl ListArcSafe<0> for Session { tracked_by tracker: AtomicTracker; }
/// }
///
/// let session = try_pin_init!(Session { id: 3, tracker <- AtomicTracker::new() });
/// let first: ListArc<Session> = ListArc::pin_init(session, GFP_KERNEL)?;
/// let shared = first.clone_arc();
///
/// // There cannot be a second one, as long as the first one lives.
/// assert!(ListArc::<Session>::try_from_arc(shared.clone()).is_err());
/// drop(first);
/// let second = ListArc::<Session>::try_from_arc(shared).map_err(|_| EBUSY)?;
/// assert_eq!(second.id, 3);
/// # Ok::<(), Error>(())
/// ```
#[repr(transparent)]
#[derive(core::marker::CoercePointee)]
pub struct ListArc<T, const ID: u64 = 0>
where
    T: ListArcSafe<ID> + ?Sized,
{
    arc: Arc<T>,
}

impl<T: ListArcSafe<ID>, const ID: u64> ListArc<T, ID> {
    /// Allocates memory and moves `contents` into it.
    ///
    /// # Errors
    ///
    /// [`AllocError`]; `contents` is dropped then.
    pub fn new(contents: T, flags: Flags) -> Result<Self, AllocError> {
        Ok(Self::from(UniqueArc::new(contents, flags)?))
    }

    /// Allocates memory and builds a value in it.
    ///
    /// # Errors
    ///
    /// Those of the initialiser, and [`AllocError`] converted.
    pub fn pin_init<E>(init: impl PinInit<T, E>, flags: Flags) -> Result<Self, E>
    where
        E: From<AllocError>,
    {
        Ok(Self::from(UniqueArc::try_pin_init(init, flags)?))
    }

    /// As [`pin_init`](Self::pin_init), for initialisers of values that may move.
    ///
    /// # Errors
    ///
    /// Those of the initialiser, and [`AllocError`] converted.
    pub fn init<E>(init: impl Init<T, E>, flags: Flags) -> Result<Self, E>
    where
        E: From<AllocError>,
    {
        Ok(Self::from(UniqueArc::try_init(init, flags)?))
    }
}

impl<T, const ID: u64> From<UniqueArc<T>> for ListArc<T, ID>
where
    T: ListArcSafe<ID> + ?Sized,
{
    fn from(unique: UniqueArc<T>) -> Self {
        Self::from(Pin::from(unique))
    }
}

impl<T, const ID: u64> From<Pin<UniqueArc<T>>> for ListArc<T, ID>
where
    T: ListArcSafe<ID> + ?Sized,
{
    fn from(mut unique: Pin<UniqueArc<T>>) -> Self {
        // SAFETY: Nobody else has the object: there is no `ListArc`, and there is one below.
        unsafe { T::on_create_list_arc_from_unique(unique.as_mut()) };
        // INVARIANT: There is no other one, as above.
        ListArc { arc: unique.into() }
    }
}

impl<T, const ID: u64> ListArc<T, ID>
where
    T: ListArcSafe<ID> + ?Sized,
{
    /// Makes two of an object that can be in two lists, one for each `ID`.
    pub fn pair_from_unique<const ID2: u64>(unique: UniqueArc<T>) -> (Self, ListArc<T, ID2>)
    where
        T: ListArcSafe<ID2>,
    {
        Self::pair_from_pin_unique(unique.into())
    }

    /// As [`pair_from_unique`](Self::pair_from_unique), for an object that is pinned already.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::{
    ///     list::{impl_list_arc_safe, ListArc},
    ///     prelude::*,
    ///     sync::{Arc, UniqueArc},
    /// };
    ///
    /// struct Page(u64);
    ///
    /// impl_list_arc_safe! {
    ///     impl ListArcSafe<1> for Page { untracked; }
    ///     impl ListArcSafe<2> for Page { untracked; }
    /// }
    ///
    /// let page = UniqueArc::new(Page(5), GFP_KERNEL)?;
    /// let (by_age, by_owner) = ListArc::<Page, 1>::pair_from_pin_unique::<2>(page.into());
    /// assert!(Arc::ptr_eq(by_age.as_arc(), by_owner.as_arc()));
    /// assert_eq!(by_age.0, 5);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn pair_from_pin_unique<const ID2: u64>(
        mut unique: Pin<UniqueArc<T>>,
    ) -> (Self, ListArc<T, ID2>)
    where
        T: ListArcSafe<ID2>,
    {
        const_assert!(ID != ID2, "both have the same ID");
        // SAFETY: Nobody else has the object: there is no `ListArc`, and there is one of each below.
        unsafe {
            <T as ListArcSafe<ID>>::on_create_list_arc_from_unique(unique.as_mut());
            <T as ListArcSafe<ID2>>::on_create_list_arc_from_unique(unique.as_mut());
        }
        let arc: Arc<T> = unique.into();
        // INVARIANT: There was none, and these have different numbers.
        (ListArc { arc: arc.clone() }, ListArc { arc })
    }

    /// Makes one, if there is none.
    ///
    /// # Errors
    ///
    /// What was passed, if there is one.
    pub fn try_from_arc(arc: Arc<T>) -> Result<Self, Arc<T>>
    where
        T: TryNewListArc<ID>,
    {
        if arc.try_new_list_arc() {
            // INVARIANT: `try_new_list_arc()` says that there is no other one.
            Ok(ListArc { arc })
        } else {
            Err(arc)
        }
    }

    /// Makes one, if there is none.
    pub fn try_from_arc_borrow(arc: ArcBorrow<'_, T>) -> Option<Self>
    where
        T: TryNewListArc<ID>,
    {
        if arc.try_new_list_arc() {
            // INVARIANT: `try_new_list_arc()` says that there is no other one.
            Some(ListArc { arc: arc.into() })
        } else {
            None
        }
    }

    /// Makes one, if there is none; else gives up the reference.
    ///
    /// Whoever gives up the last reference gets one in any case.
    pub fn try_from_arc_or_drop(arc: Arc<T>) -> Option<Self>
    where
        T: TryNewListArc<ID>,
    {
        Self::try_from_arc(arc)
            .or_else(|arc| Arc::into_unique_or_drop(arc).map(Self::from).ok_or(()))
            .ok()
    }

    /// Gives the reference, and the object's links, away as a pointer.
    pub fn into_raw(self) -> *const T {
        Arc::as_ptr(&ManuallyDrop::new(self).arc)
    }

    /// Takes back what [`into_raw`](Self::into_raw) gave away.
    ///
    /// # Safety
    ///
    /// `ptr` comes from [`into_raw`](Self::into_raw) of the same type and is taken back once for each
    /// time it was given away.
    pub unsafe fn from_raw(ptr: *const T) -> Self {
        // INVARIANT: The one that was given away was the only one.
        ListArc {
            // SAFETY: The pointer is that of a reference which was given away, and is taken back once.
            arc: unsafe { Arc::from_raw(ptr) },
        }
    }

    /// Gives the object's links up, and keeps the reference.
    pub fn into_arc(self) -> Arc<T> {
        let arc = self.clone_arc();
        drop(self);
        arc
    }

    /// Makes another reference.
    pub fn clone_arc(&self) -> Arc<T> {
        self.arc.clone()
    }

    /// The reference.
    pub fn as_arc(&self) -> &Arc<T> {
        &self.arc
    }

    /// Borrows the object.
    pub fn as_arc_borrow(&self) -> ArcBorrow<'_, T> {
        self.arc.as_arc_borrow()
    }

    /// Tells whether both have the same object.
    pub fn ptr_eq(this: &Self, other: &Self) -> bool {
        Arc::ptr_eq(&this.arc, &other.arc)
    }
}

impl<T, const ID: u64> Deref for ListArc<T, ID>
where
    T: ListArcSafe<ID> + ?Sized,
{
    type Target = T;

    fn deref(&self) -> &T {
        &self.arc
    }
}

impl<T, const ID: u64> AsRef<Arc<T>> for ListArc<T, ID>
where
    T: ListArcSafe<ID> + ?Sized,
{
    fn as_ref(&self) -> &Arc<T> {
        self.as_arc()
    }
}

impl<T, const ID: u64> Drop for ListArc<T, ID>
where
    T: ListArcSafe<ID> + ?Sized,
{
    fn drop(&mut self) {
        // SAFETY: This is the one, and it ends here. Its reference goes afterwards.
        unsafe { T::on_drop_list_arc(&self.arc) };
    }
}
