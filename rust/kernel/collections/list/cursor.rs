// SPDX-License-Identifier: GPL-2.0-only

//! Places between the objects of a [`List`], from which one goes to either side.
//!
//! # Safety
//!
//! The object that a [`Cursor`] is in front of is in its list.

#![allow(unsafe_code)]

use super::{ring::Link, List, ListArc, ListItem, Member};
use crate::sync::ArcBorrow;
use core::{ops::Deref, ptr};

/// A place between two objects of a list, or at its beginning or end.
///
/// # Invariants
///
/// `next` is in the list, or null at its end.
///
/// # Examples
///
/// ```
/// # use kernel::{
/// #     list::{impl_list_arc_safe, impl_list_item, List, ListArc, ListLinks},
/// #     prelude::*,
/// # };
/// # #[pin_data]
/// # struct Item {
/// #     value: i32,
/// #     #[pin]
/// #     links: ListLinks,
/// # }
/// # impl_list_arc_safe! { impl ListArcSafe<0> for Item { untracked; } }
/// # impl_list_item! { impl ListItem<0> for Item { using ListLinks { self.links }; } }
/// # fn item(value: i32) -> Result<ListArc<Item>> {
/// #     ListArc::pin_init(try_pin_init!(Item { value, links <- ListLinks::new() }), GFP_KERNEL)
/// # }
/// /// Keeps the list in order.
/// fn insert(list: &mut List<Item>, new: ListArc<Item>) {
///     let mut cursor = list.cursor_back();
///     while cursor.peek_prev().is_some_and(|item| item.value > new.value) {
///         cursor.move_prev();
///     }
///     cursor.insert(new);
/// }
///
/// /// Takes the first object out that has a value.
/// fn remove(list: &mut List<Item>, value: i32) -> Option<ListArc<Item>> {
///     let mut cursor = list.cursor_front();
///     while let Some(next) = cursor.peek_next() {
///         if next.value == value {
///             return Some(next.remove());
///         }
///         cursor.move_next();
///     }
///     None
/// }
///
/// let mut list = List::new();
/// for value in [3, 1, 2] {
///     insert(&mut list, item(value)?);
/// }
/// assert!(list.iter().map(|item| item.value).eq([1, 2, 3]));
/// assert!(remove(&mut list, 2).is_some());
/// assert!(remove(&mut list, 2).is_none());
/// # Ok::<(), Error>(())
/// ```
pub struct Cursor<'a, T: ?Sized + ListItem<ID>, const ID: u64 = 0> {
    list: &'a mut List<T, ID>,
    next: *mut Link,
}

impl<'a, T: ?Sized + ListItem<ID>, const ID: u64> Cursor<'a, T, ID> {
    pub(super) fn new(list: &'a mut List<T, ID>, front: bool) -> Self {
        let next = if front {
            list.ring.first()
        } else {
            ptr::null_mut()
        };
        // INVARIANT: Null or the first one.
        Cursor { list, next }
    }

    /// The link in front of this place; null at the beginning.
    fn prev(&self) -> *mut Link {
        // SAFETY: By the type's invariant.
        unsafe { self.list.ring.before(self.next) }
    }

    /// The object behind this place.
    fn next(&self) -> Option<Member<'_, T, ID>> {
        let (list, link) = (&*self.list, self.next);
        // INVARIANT: It is in the list, as it is not null.
        (!link.is_null()).then_some(Member { list, link })
    }

    /// Adds an object in front of `next`. Returns its link.
    fn insert_here(&mut self, item: ListArc<T, ID>) -> *mut Link {
        // SAFETY: By the type's invariant.
        unsafe { self.list.insert(self.next, item) }
    }

    /// The object behind this place.
    pub fn peek_next(&mut self) -> Option<CursorPeek<'_, 'a, T, true, ID>> {
        // INVARIANT: There is one.
        (!self.next.is_null()).then_some(CursorPeek { cursor: self })
    }

    /// The object in front of this place.
    pub fn peek_prev(&mut self) -> Option<CursorPeek<'_, 'a, T, false, ID>> {
        // INVARIANT: There is one.
        (!self.prev().is_null()).then_some(CursorPeek { cursor: self })
    }

    /// Goes past the next object. Returns `false` if there is none.
    pub fn move_next(&mut self) -> bool {
        let Some(next) = self.next() else {
            return false;
        };
        // INVARIANT: It is in the list, or null behind the last one.
        self.next = next.next().map_or(ptr::null_mut(), |after| after.link);
        true
    }

    /// Goes back past the previous object. Returns `false` if there is none.
    pub fn move_prev(&mut self) -> bool {
        let prev = self.prev();
        if prev.is_null() {
            return false;
        }
        // INVARIANT: It is in the list.
        self.next = prev;
        true
    }

    /// Puts an object here.
    pub fn insert(mut self, item: ListArc<T, ID>) {
        self.insert_prev(item);
    }

    /// Puts an object here, and stays in front of it.
    pub fn insert_next(&mut self, item: ListArc<T, ID>) {
        // INVARIANT: It is in the list.
        self.next = self.insert_here(item);
    }

    /// Puts an object here, and goes behind it.
    pub fn insert_prev(&mut self, item: ListArc<T, ID>) {
        self.insert_here(item);
    }

    /// Takes the next object out.
    pub fn remove_next(&mut self) -> Option<ListArc<T, ID>> {
        self.peek_next().map(CursorPeek::remove)
    }

    /// Takes the previous object out.
    pub fn remove_prev(&mut self) -> Option<ListArc<T, ID>> {
        self.peek_prev().map(CursorPeek::remove)
    }
}

/// An object beside a [`Cursor`]: behind it if `ISNEXT`, else in front of it.
///
/// # Invariants
///
/// There is one.
pub struct CursorPeek<'a, 'b, T: ?Sized + ListItem<ID>, const ISNEXT: bool, const ID: u64> {
    cursor: &'a mut Cursor<'b, T, ID>,
}

impl<'a, 'b, T: ?Sized + ListItem<ID>, const ISNEXT: bool, const ID: u64>
    CursorPeek<'a, 'b, T, ISNEXT, ID>
{
    fn link(&self) -> *mut Link {
        if ISNEXT {
            self.cursor.next
        } else {
            self.cursor.prev()
        }
    }

    /// Takes the object out.
    pub fn remove(self) -> ListArc<T, ID> {
        let link = self.link();
        if ISNEXT {
            // INVARIANT: The cursor is in front of the one behind, which stays in the list.
            self.cursor.move_next();
        }
        // SAFETY: By the type's invariant it is not null, and so in the list.
        unsafe { self.cursor.list.take(link) }
    }

    /// Borrows the object in a form that can become an [`Arc`](crate::sync::Arc).
    pub fn arc(&self) -> ArcBorrow<'_, T> {
        // INVARIANT: By that of this type it is not null, and so in the list.
        let member = Member {
            list: &*self.cursor.list,
            link: self.link(),
        };
        member.arc()
    }
}

impl<'a, 'b, T: ?Sized + ListItem<ID>, const ISNEXT: bool, const ID: u64> Deref
    for CursorPeek<'a, 'b, T, ISNEXT, ID>
{
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: By the type's invariant it is not null, and so in the list. That has a reference to the
        // object, and keeps it while it is borrowed.
        unsafe { &*T::view_value(super::ListLinks::of(self.link())) }
    }
}
