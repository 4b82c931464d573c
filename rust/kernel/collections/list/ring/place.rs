// SPDX-License-Identifier: GPL-2.0-only

//! Places between objects of a list.
//!
//! # Safety
//!
//! What a [`Place`] or a [`Beside`] points to is in the ring that it borrows.

#![allow(unsafe_code)]

use super::{Link, Member, Members};
use crate::{
    collections::list::{ListArc, ListItem, ListLinks},
    sync::ArcBorrow,
};
use core::ptr;

/// A place between two objects of a list that is borrowed exclusively for `'a`, or at its beginning or end.
///
/// # Invariants
///
/// `next` is in the ring of `members`, or null at its end.
pub(in crate::collections::list) struct Place<'a, T: ?Sized + ListItem<ID>, const ID: u64> {
    members: &'a mut Members<T, ID>,
    next: *mut Link,
}

impl<'a, T: ?Sized + ListItem<ID>, const ID: u64> Place<'a, T, ID> {
    /// In front of the first object, or behind the last one.
    #[inline]
    pub(in crate::collections::list) fn new(members: &'a mut Members<T, ID>, front: bool) -> Self {
        let next = if front {
            members.ring.first()
        } else {
            ptr::null_mut()
        };
        // INVARIANT: Null or the first one.
        Place { members, next }
    }

    /// The link behind this place or in front of it; null without one.
    #[inline]
    fn link(&self, next: bool) -> *mut Link {
        if next {
            self.next
        } else {
            // SAFETY: By the type's invariant.
            unsafe { self.members.ring.before(self.next) }
        }
    }

    /// The object behind this place or in front of it.
    #[inline]
    pub(in crate::collections::list) fn beside<const NEXT: bool>(
        &mut self,
    ) -> Option<Beside<'_, 'a, T, NEXT, ID>> {
        let link = self.link(NEXT);
        // INVARIANT: It is in the ring, as it is not null.
        (!link.is_null()).then_some(Beside { place: self, link })
    }

    /// Goes past an object. Returns `false` if there is none.
    #[inline]
    pub(in crate::collections::list) fn step(&mut self, next: bool) -> bool {
        let link = self.link(next);
        if link.is_null() {
            return false;
        }
        // INVARIANT: It is in the ring, or null behind the last one.
        self.next = if next {
            // SAFETY: It is in the ring, by the type's invariant.
            unsafe { self.members.ring.after(link) }
        } else {
            link
        };
        true
    }

    /// Puts an object here, which is behind this place then, or in front of it.
    #[inline]
    pub(in crate::collections::list) fn insert(&mut self, next: bool, item: ListArc<T, ID>) {
        // SAFETY: By the type's invariant.
        let link = unsafe { self.members.insert(self.next, item) };
        if next {
            // INVARIANT: It is in the ring.
            self.next = link;
        }
    }
}

/// An object behind a [`Place`] if `NEXT`, else in front of it.
///
/// # Invariants
///
/// `link` is in the ring, where `NEXT` says.
pub(in crate::collections::list) struct Beside<
    'a,
    'b,
    T: ?Sized + ListItem<ID>,
    const NEXT: bool,
    const ID: u64,
> {
    place: &'a mut Place<'b, T, ID>,
    link: *mut Link,
}

impl<T: ?Sized + ListItem<ID>, const NEXT: bool, const ID: u64> Beside<'_, '_, T, NEXT, ID> {
    /// Takes the object out.
    #[inline]
    pub(in crate::collections::list) fn take(self) -> ListArc<T, ID> {
        if NEXT {
            // INVARIANT: The place is in front of the one behind, which stays in the ring.
            self.place.step(true);
        }
        // SAFETY: By the type's invariant.
        unsafe { self.place.members.take(self.link) }
    }

    /// Borrows the object in a form that can become an [`Arc`](crate::sync::Arc).
    #[inline]
    pub(in crate::collections::list) fn arc(&self) -> ArcBorrow<'_, T> {
        // INVARIANT: As for this type.
        let member = Member {
            members: &*self.place.members,
            link: self.link,
        };
        member.arc()
    }

    /// Borrows the object.
    #[inline]
    pub(in crate::collections::list) fn get(&self) -> &T {
        // SAFETY: By the type's invariant it is in the ring. That has a reference to the object, and keeps it
        // while it is borrowed.
        unsafe { &*T::view_value(ListLinks::of(self.link)) }
    }
}
