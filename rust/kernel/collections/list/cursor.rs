// SPDX-License-Identifier: GPL-2.0-only

//! Places between the objects of a [`List`], from which one goes to either side.

use super::{
    ring::{Beside, Place},
    List, ListArc, ListItem,
};
use crate::sync::ArcBorrow;
use core::ops::Deref;

/// A place between two objects of a list, or at its beginning or end.
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
    place: Place<'a, T, ID>,
}

impl<'a, T: ?Sized + ListItem<ID>, const ID: u64> Cursor<'a, T, ID> {
    pub(super) fn new(list: &'a mut List<T, ID>, front: bool) -> Self {
        Cursor {
            place: Place::new(&mut list.members, front),
        }
    }

    /// The object behind this place.
    pub fn peek_next(&mut self) -> Option<CursorPeek<'_, 'a, T, true, ID>> {
        self.place.beside().map(|object| CursorPeek { object })
    }

    /// The object in front of this place.
    pub fn peek_prev(&mut self) -> Option<CursorPeek<'_, 'a, T, false, ID>> {
        self.place.beside().map(|object| CursorPeek { object })
    }

    /// Goes past the next object. Returns `false` if there is none.
    pub fn move_next(&mut self) -> bool {
        self.place.step(true)
    }

    /// Goes back past the previous object. Returns `false` if there is none.
    pub fn move_prev(&mut self) -> bool {
        self.place.step(false)
    }

    /// Puts an object here.
    pub fn insert(mut self, item: ListArc<T, ID>) {
        self.insert_prev(item);
    }

    /// Puts an object here, and stays in front of it.
    pub fn insert_next(&mut self, item: ListArc<T, ID>) {
        self.place.insert(true, item);
    }

    /// Puts an object here, and goes behind it.
    pub fn insert_prev(&mut self, item: ListArc<T, ID>) {
        self.place.insert(false, item);
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
pub struct CursorPeek<'a, 'b, T: ?Sized + ListItem<ID>, const ISNEXT: bool, const ID: u64> {
    object: Beside<'a, 'b, T, ISNEXT, ID>,
}

impl<'a, 'b, T: ?Sized + ListItem<ID>, const ISNEXT: bool, const ID: u64>
    CursorPeek<'a, 'b, T, ISNEXT, ID>
{
    /// Takes the object out.
    pub fn remove(self) -> ListArc<T, ID> {
        self.object.take()
    }

    /// Borrows the object in a form that can become an [`Arc`](crate::sync::Arc).
    pub fn arc(&self) -> ArcBorrow<'_, T> {
        self.object.arc()
    }
}

impl<'a, 'b, T: ?Sized + ListItem<ID>, const ISNEXT: bool, const ID: u64> Deref
    for CursorPeek<'a, 'b, T, ISNEXT, ID>
{
    type Target = T;

    fn deref(&self) -> &T {
        self.object.get()
    }
}
