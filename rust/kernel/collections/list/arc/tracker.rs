// SPDX-License-Identifier: GPL-2.0-only

//! How an object knows whether it has a [`ListArc`](super::ListArc).
//!
//! # Safety
//!
//! An [`AtomicTracker`] is set from the time that there is a `ListArc` to the time that there is none.

#![allow(unsafe_code)]

use crate::sync::atomic::{Acquire, AtomicFlag, Relaxed, Release};
use core::{
    convert::Infallible,
    marker::{PhantomData, PhantomPinned},
    pin::Pin,
};
use pin_init::PinInit;

/// An object that can have a [`ListArc`](super::ListArc).
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

/// An object that can get a [`ListArc`](super::ListArc) while it is shared.
///
/// # Safety
///
/// [`try_new_list_arc`](Self::try_new_list_arc) returns `true` only if there is no `ListArc` with this
/// `ID`, and that it returned `true` counts as there being one.
pub unsafe trait TryNewListArc<const ID: u64 = 0>: ListArcSafe<ID> {
    /// Claims the right to make a `ListArc`. Tells whether the caller has it.
    fn try_new_list_arc(&self) -> bool;
}

/// A field that knows whether its object has a [`ListArc`](super::ListArc).
///
/// # Invariants
///
/// It is set if there is a `ListArc` with this `ID`.
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

/// Lets objects of a type have a [`ListArc`](super::ListArc).
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

        // SAFETY: The field is told of each `ListArc` of the object, and so may speak for it.
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
