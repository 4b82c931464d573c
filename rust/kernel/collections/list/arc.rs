// SPDX-License-Identifier: GPL-2.0-only

//! The right to put a shared object into a [`List`](super::List).

mod claim;

#[doc(hidden)]
pub use self::claim::PinOnly;
pub use self::claim::{
    define_list_arc_field_getter, impl_list_arc_safe, AtomicTracker, ListArc, ListArcField,
    ListArcSafe, TryNewListArc,
};

use crate::{
    alloc::{AllocError, Flags},
    init::InPlaceInit,
    sync::{Arc, ArcBorrow, UniqueArc},
};
use core::{ops::Deref, pin::Pin};
use pin_init::{Init, PinInit};

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
    T: ListArcSafe<ID>,
{
    fn from(unique: UniqueArc<T>) -> Self {
        Self::from(Pin::from(unique))
    }
}

impl<T, const ID: u64> ListArc<T, ID>
where
    T: ListArcSafe<ID>,
{
    /// Makes two of an object that can be in two lists, one for each `ID`.
    pub fn pair_from_unique<const ID2: u64>(unique: UniqueArc<T>) -> (Self, ListArc<T, ID2>)
    where
        T: ListArcSafe<ID2>,
    {
        Self::pair_from_pin_unique(unique.into())
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
}

impl<T, const ID: u64> ListArc<T, ID>
where
    T: ListArcSafe<ID> + ?Sized,
{
    /// Gives the object's links up, and keeps the reference.
    pub fn into_arc(self) -> Arc<T> {
        let arc = self.clone_arc();
        drop(self);
        arc
    }

    /// Makes another reference.
    pub fn clone_arc(&self) -> Arc<T> {
        self.as_arc().clone()
    }

    /// Borrows the object.
    pub fn as_arc_borrow(&self) -> ArcBorrow<'_, T> {
        self.as_arc().as_arc_borrow()
    }

    /// Tells whether both have the same object.
    pub fn ptr_eq(this: &Self, other: &Self) -> bool {
        Arc::ptr_eq(this.as_arc(), other.as_arc())
    }
}

impl<T, const ID: u64> Deref for ListArc<T, ID>
where
    T: ListArcSafe<ID> + ?Sized,
{
    type Target = T;

    fn deref(&self) -> &T {
        self.as_arc()
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
