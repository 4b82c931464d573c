// SPDX-License-Identifier: GPL-2.0-only

//! The one [`ListArc`] of an object: how it comes to be and ends, how the object knows of it, and what
//! belongs to who has it.
//!
//! # Safety
//!
//! For each object and `ID` there is at most one [`ListArc`]. An object that says so is told when
//! there is one and when it is gone: an [`AtomicTracker`] is set in between. A [`ListArcField`] is read and
//! written by who has the `ListArc` of its object, and nobody else.
//!
//! A type without a size may track its objects otherwise than the types that become it do. An object has one
//! type with a size all its life. That one alone is told of a `ListArc` that comes to be, and asked for it.

#![allow(unsafe_code)]

use crate::{
    prelude::const_assert,
    sync::{
        atomic::{Acquire, AtomicFlag, Relaxed, Release},
        Arc, ArcBorrow, UniqueArc,
    },
};
use core::{
    cell::UnsafeCell,
    convert::Infallible,
    marker::{PhantomData, PhantomPinned},
    mem::ManuallyDrop,
    pin::Pin,
    ptr,
};
use pin_init::PinInit;

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

impl<T, const ID: u64> From<Pin<UniqueArc<T>>> for ListArc<T, ID>
where
    T: ListArcSafe<ID>,
{
    fn from(mut unique: Pin<UniqueArc<T>>) -> Self {
        // SAFETY: Nobody else has the object: there is no `ListArc`, and there is one below.
        unsafe { T::on_create_list_arc_from_unique(unique.as_mut()) };
        // INVARIANT: There is no other one, as above.
        ListArc { arc: unique.into() }
    }
}

/// What makes one. It takes a type with a size: that one's trackers count.
impl<T, const ID: u64> ListArc<T, ID>
where
    T: ListArcSafe<ID>,
{
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
}

impl<T, const ID: u64> ListArc<T, ID>
where
    T: ListArcSafe<ID> + ?Sized,
{
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

    /// Drops it, where that is rare: it is shorter, as a call.
    #[inline]
    pub(in crate::collections::list) fn put(self) {
        let this = ManuallyDrop::new(self);
        // SAFETY: This is the one, and it ends here. Its reference goes afterwards, and is read once.
        unsafe {
            T::on_drop_list_arc(&this.arc);
            ptr::read(&this.arc).put();
        }
    }

    /// The reference.
    #[inline]
    pub fn as_arc(&self) -> &Arc<T> {
        &self.arc
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

/// An object that can have a [`ListArc`].
///
/// Use [`impl_list_arc_safe!`](crate::list::impl_list_arc_safe). The functions tell the object of its
/// `ListArc`, so that it can implement [`TryNewListArc`].
pub trait ListArcSafe<const ID: u64 = 0> {
    /// A `ListArc` comes to be.
    ///
    /// # Safety
    ///
    /// There is no `ListArc` with this `ID`, and the caller makes one.
    unsafe fn on_create_list_arc_from_unique(self: Pin<&mut Self>);

    /// The `ListArc` ends.
    ///
    /// # Safety
    ///
    /// There is a `ListArc` with this `ID`, which the caller does not use any more.
    unsafe fn on_drop_list_arc(&self);
}

/// An object that can get a [`ListArc`] while it is shared.
///
/// # Safety
///
/// Of a type with a size, [`try_new_list_arc`](Self::try_new_list_arc) returns `true` only if there is no
/// `ListArc` with this `ID`, and that it returned `true` counts as there being one.
pub unsafe trait TryNewListArc<const ID: u64 = 0>: ListArcSafe<ID> {
    /// Claims the right to make a `ListArc`. Tells whether the caller has it.
    fn try_new_list_arc(&self) -> bool;
}

/// A field that knows whether its object has a [`ListArc`].
///
/// # Invariants
///
/// It is set if there is a `ListArc` with this `ID` of an object whose type, with a size, is tracked by it.
#[repr(transparent)]
pub struct AtomicTracker<const ID: u64 = 0> {
    claimed: AtomicFlag,
    _pin: PhantomPinned,
}

impl<const ID: u64> AtomicTracker<ID> {
    /// Makes the field of an object that has none.
    pub fn new() -> impl PinInit<Self> {
        // INVARIANT: The object is new and has none.
        AtomicTracker {
            claimed: AtomicFlag::new(false),
            _pin: PhantomPinned,
        }
    }
}

impl<const ID: u64> ListArcSafe<ID> for AtomicTracker<ID> {
    unsafe fn on_create_list_arc_from_unique(self: Pin<&mut Self>) {
        // INVARIANT: The caller makes one. Nobody else has the object.
        self.claimed.store(true, Relaxed);
    }

    unsafe fn on_drop_list_arc(&self) {
        // INVARIANT: The caller has the only one, which ends. What it did with the object's links
        // comes before what the next one does.
        self.claimed.store(false, Release);
    }
}

// SAFETY: The exchange succeeds for one caller alone, and only if there is no `ListArc`, by the
// type's invariant.
unsafe impl<const ID: u64> TryNewListArc<ID> for AtomicTracker<ID> {
    fn try_new_list_arc(&self) -> bool {
        // INVARIANT: If it succeeds the caller may make one.
        self.claimed.cmpxchg(false, true, Acquire).is_ok()
    }
}

/// A field of a shared object that belongs to who has the object's [`ListArc`]: a lock
/// that is there anyway.
///
/// Use [`define_list_arc_field_getter!`](crate::list::define_list_arc_field_getter) for access.
///
/// # Examples
///
/// ```
/// use kernel::{
///     list::{define_list_arc_field_getter, impl_list_arc_safe, ListArc, ListArcField},
///     prelude::*,
/// };
///
/// struct Packet {
///     len: usize,
///     tries: ListArcField<u32>,
/// }
///
/// impl_list_arc_safe! {
///     impl ListArcSafe<0> for Packet { untracked; }
/// }
///
/// impl Packet {
///     define_list_arc_field_getter! {
///         fn tries(&self<0>) -> &u32 { tries }
///         fn tries_mut(&mut self<0>) -> &mut u32 { tries }
///     }
/// }
///
/// let packet = Packet { len: 60, tries: ListArcField::new(0) };
/// let mut packet: ListArc<Packet> = ListArc::new(packet, GFP_KERNEL)?;
/// *packet.tries_mut() += 1;
/// assert_eq!((*packet.tries(), packet.len), (1, 60));
/// # Ok::<(), Error>(())
/// ```
pub struct ListArcField<T, const ID: u64 = 0> {
    value: UnsafeCell<T>,
}

// SAFETY: A field goes where its value may.
unsafe impl<T: Send + Sync, const ID: u64> Send for ListArcField<T, ID> {}

// SAFETY: A shared reference to it, with the `ListArc`, gives a shared reference to the value, or an
// exclusive one.
unsafe impl<T: Send + Sync, const ID: u64> Sync for ListArcField<T, ID> {}

impl<T, const ID: u64> ListArcField<T, ID> {
    /// Wraps a value.
    pub fn new(value: T) -> Self {
        ListArcField {
            value: UnsafeCell::new(value),
        }
    }

    /// The value, while nobody else has the field.
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }

    /// The value, for who has the [`ListArc`].
    ///
    /// # Safety
    ///
    /// The caller has shared access to the object's `ListArc<_, ID>` as long as the result lives.
    pub unsafe fn assert_ref(&self) -> &T {
        // SAFETY: Writing takes exclusive access to the `ListArc`, of which there is one.
        unsafe { &*self.value.get() }
    }

    /// The value, to be changed by who has the [`ListArc`].
    ///
    /// # Safety
    ///
    /// The caller has exclusive access to the object's `ListArc<_, ID>` as long as the result lives.
    // The exclusive reference that this takes is that to the `ListArc`.
    #[allow(clippy::mut_from_ref)]
    pub unsafe fn assert_mut(&self) -> &mut T {
        // SAFETY: All other access takes the `ListArc`, of which there is one.
        unsafe { &mut *self.value.get() }
    }
}

/// Lets objects of a type have a [`ListArc`].
///
/// - `untracked`: one is made from a [`UniqueArc`](crate::sync::UniqueArc) alone.
/// - `tracked_by field: Type`: what the field allows. With an [`AtomicTracker`] one is made from any
///   [`Arc`](crate::sync::Arc), if there is none. The field is pinned: it has `#[pin]`, in a struct with
///   `#[pin_data]`.
///
/// # Examples
///
/// ```
/// use kernel::{list::{impl_list_arc_safe, AtomicTracker, ListArc}, prelude::*};
///
/// struct Plain(u32);
///
/// #[pin_data]
/// struct Tracked<T> {
///     value: T,
///     #[pin]
///     tracker: AtomicTracker,
/// }
///
/// impl_list_arc_safe! {
///     impl ListArcSafe<0> for Plain { untracked; }
///     impl{T} ListArcSafe<0> for Tracked<T> { tracked_by tracker: AtomicTracker; }
/// }
///
/// let plain: ListArc<Plain> = ListArc::new(Plain(2), GFP_KERNEL)?;
/// assert_eq!(plain.0, 2);
/// let tracked = try_pin_init!(Tracked { value: 2, tracker <- AtomicTracker::new() });
/// let tracked: ListArc<Tracked<u32>> = ListArc::pin_init(tracked, GFP_KERNEL)?;
/// let shared = tracked.into_arc();
/// let again = ListArc::<Tracked<u32>>::try_from_arc_or_drop(shared).ok_or(EBUSY)?;
/// assert_eq!(again.value, 2);
/// # Ok::<(), Error>(())
/// ```
#[macro_export]
#[doc(hidden)]
macro_rules! impl_list_arc_safe {
    (impl$({$($generics:tt)*})? ListArcSafe<$num:tt> for $t:ty { untracked; } $($rest:tt)*) => {
        impl$(<$($generics)*>)? $crate::list::ListArcSafe<$num> for $t {
            #[inline]
            unsafe fn on_create_list_arc_from_unique(self: ::core::pin::Pin<&mut Self>) {}

            #[inline]
            unsafe fn on_drop_list_arc(&self) {}
        }
        $crate::list::impl_list_arc_safe! { $($rest)* }
    };
    (impl$({$($generics:tt)*})? ListArcSafe<$num:tt> for $t:ty {
        tracked_by $field:ident : $fty:ty;
    } $($rest:tt)*) => {
        impl$(<$($generics)*>)? $crate::list::ListArcSafe<$num> for $t {
            #[inline]
            unsafe fn on_create_list_arc_from_unique(self: ::core::pin::Pin<&mut Self>) {
                // SAFETY: Nothing is moved: one field is borrowed, which is pinned as the object is. The
                // caller's promise for the object is the one for the field.
                unsafe {
                    let Self { $field: field, .. } = self.get_unchecked_mut();
                    if false {
                        // Never runs: only lets the compiler see that the field is pinned.
                        let _ = <Self as $crate::list::__private::HasPinData>::__pin_data()
                            .$field(&raw mut *field, $crate::list::__private::PinOnly::<$fty>::new());
                    }
                    let field = ::core::pin::Pin::new_unchecked(field);
                    <$fty as $crate::list::ListArcSafe<$num>>::on_create_list_arc_from_unique(field);
                }
            }

            #[inline]
            unsafe fn on_drop_list_arc(&self) {
                let Self { $field: field, .. } = self;
                // SAFETY: The caller's promise for the object is the one for the field.
                unsafe { <$fty as $crate::list::ListArcSafe<$num>>::on_drop_list_arc(field) };
            }
        }

        // SAFETY: The field is told of each `ListArc` of the object, if the type has a size, and so may
        // speak for it.
        unsafe impl$(<$($generics)*>)? $crate::list::TryNewListArc<$num> for $t
        where
            $fty: $crate::list::TryNewListArc<$num>,
        {
            #[inline]
            fn try_new_list_arc(&self) -> bool {
                let Self { $field: field, .. } = self;
                <$fty as $crate::list::TryNewListArc<$num>>::try_new_list_arc(field)
            }
        }
        $crate::list::impl_list_arc_safe! { $($rest)* }
    };
    () => {};
}
pub use impl_list_arc_safe;

/// An initialiser of a field that stays pinned. It fails.
#[doc(hidden)]
pub struct PinOnly<T: ?Sized>(PhantomData<fn(&T)>);

impl<T: ?Sized> PinOnly<T> {
    #[doc(hidden)]
    #[allow(clippy::new_without_default, reason = "a macro's own")]
    pub fn new() -> Self {
        PinOnly(PhantomData)
    }
}

// SAFETY: It initialises nothing and says so.
unsafe impl<T: ?Sized> PinInit<T, Option<Infallible>> for PinOnly<T> {
    unsafe fn __pinned_init(self, _: *mut T) -> Result<(), Option<Infallible>> {
        Err(None)
    }
}

/// Defines methods of a [`ListArc`] that borrow a [`ListArcField`].
///
/// In an `impl` block of the object's type. `<0>` is the `ID`, and may be left out for 0. The crate
/// needs the feature `arbitrary_self_types`.
#[macro_export]
#[doc(hidden)]
macro_rules! define_list_arc_field_getter {
    ($pub:vis fn $name:ident(&self $(<$id:tt>)?) -> &$typ:ty { $field:ident } $($rest:tt)*) => {
        $pub fn $name<'a>(self: &'a $crate::list::ListArc<Self $(, $id)?>) -> &'a $typ {
            let Self { $field: field, .. } = &**self;
            let field: *const $crate::list::ListArcField<$typ $(, $id)?> = field;
            // SAFETY: It is a field of the object, with the number of this `ListArc`, which is
            // borrowed as long as the result lives.
            unsafe { (*field).assert_ref() }
        }
        $crate::list::define_list_arc_field_getter! { $($rest)* }
    };
    ($pub:vis fn $name:ident(&mut self $(<$id:tt>)?) -> &mut $typ:ty { $field:ident } $($rest:tt)*) => {
        $pub fn $name<'a>(self: &'a mut $crate::list::ListArc<Self $(, $id)?>) -> &'a mut $typ {
            let Self { $field: field, .. } = &**self;
            let field: *const $crate::list::ListArcField<$typ $(, $id)?> = field;
            // SAFETY: It is a field of the object, with the number of this `ListArc`, which is
            // borrowed exclusively as long as the result lives.
            unsafe { (*field).assert_mut() }
        }
        $crate::list::define_list_arc_field_getter! { $($rest)* }
    };
    () => {};
}
pub use define_list_arc_field_getter;
