// SPDX-License-Identifier: GPL-2.0-only

//! Lists of shared objects, whose links are part of the objects.
//!
//! Putting an object into a list allocates nothing and cannot fail. The object is shared
//! ([`Arc`](crate::sync::Arc)); its [`ListArc`], of which there is one, is what goes into the list and
//! comes out again.
//!
//! An object says what it has for lists by two macros, [`impl_list_arc_safe!`] and
//! [`impl_list_item!`]. An object that is in several lists at once has links for each, and tells them
//! apart by a number, the `ID`.

mod arc;
mod cursor;
mod item;
mod iter;
mod ring;
#[cfg(CONFIG_KUNIT = "y")]
#[allow(
    unsafe_code,
    reason = "links are named by macros, and a suite of KUnit lies in a section of its own"
)]
mod tests;

pub use self::{
    arc::{
        define_list_arc_field_getter, impl_list_arc_safe, AtomicTracker, ListArc, ListArcField,
        ListArcSafe, TryNewListArc,
    },
    cursor::{Cursor, CursorPeek},
    item::{
        impl_has_list_links, impl_has_list_links_self_ptr, impl_list_item, HasListLinks,
        HasSelfPtr, ListItem, ListLinks, ListLinksSelfPtr, SelfPtrField,
    },
    iter::{IntoIter, Iter},
};

/// What the macros use.
#[doc(hidden)]
pub mod __private {
    pub use super::arc::PinOnly;
    pub use pin_init::__internal::HasPinData;
}

use self::ring::Members;

/// A list of shared objects.
///
/// It takes no lock: who changes it has it exclusively, by a lock around it for instance. Nothing here
/// sleeps. Dropping the list drops what is in it.
///
/// # Examples
///
/// ```
/// use kernel::{
///     list::{impl_list_arc_safe, impl_list_item, List, ListArc, ListLinks},
///     prelude::*,
/// };
///
/// #[pin_data]
/// struct Item {
///     value: i32,
///     #[pin]
///     links: ListLinks,
/// }
///
/// impl Item {
///     fn new(value: i32) -> Result<ListArc<Self>> {
///         ListArc::pin_init(try_pin_init!(Self { value, links <- ListLinks::new() }), GFP_KERNEL)
///     }
/// }
///
/// impl_list_arc_safe! {
///     impl ListArcSafe<0> for Item { untracked; }
/// }
/// impl_list_item! {
///     impl ListItem<0> for Item { using ListLinks { self.links }; }
/// }
///
/// let mut list = List::new();
/// list.push_back(Item::new(15)?);
/// list.push_back(Item::new(10)?);
/// list.push_front(Item::new(30)?);
/// assert!(list.iter().map(|item| item.value).eq([30, 15, 10]));
/// assert_eq!(list.pop_back().map(|item| item.value), Some(10));
/// assert_eq!(list.pop_front().map(|item| item.value), Some(30));
/// # Ok::<(), Error>(())
/// ```
pub struct List<T: ?Sized + ListItem<ID>, const ID: u64 = 0> {
    members: Members<T, ID>,
}

impl<T: ?Sized + ListItem<ID>, const ID: u64> List<T, ID> {
    /// Makes an empty list.
    pub const fn new() -> Self {
        List {
            members: Members::new(),
        }
    }

    /// Tells whether nothing is in the list.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Adds an object at the end.
    pub fn push_back(&mut self, item: ListArc<T, ID>) {
        self.members.push(false, item);
    }

    /// Adds an object at the beginning.
    pub fn push_front(&mut self, item: ListArc<T, ID>) {
        self.members.push(true, item);
    }

    /// Takes the last object out.
    pub fn pop_back(&mut self) -> Option<ListArc<T, ID>> {
        self.members.pop(false)
    }

    /// Takes the first object out.
    pub fn pop_front(&mut self) -> Option<ListArc<T, ID>> {
        self.members.pop(true)
    }

    /// Takes an object out. Returns `None` if it is not in this list.
    ///
    /// The object may be in another list, and others may put it into that list or take it out at the
    /// same time: then it is not in this one, and nothing but a number is looked at. So it does no
    /// harm that somebody has moved a list away, by [`core::mem::take`] for instance, and drops what is
    /// in it while others still look for their objects where the list was.
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
    /// let mut pending = List::new();
    /// pending.push_back(item(1)?);
    /// let second = item(2)?;
    /// let shared = second.clone_arc();
    /// pending.push_back(second);
    ///
    /// // Somebody moves the list away to go through it at leisure.
    /// let mut elsewhere = core::mem::take(&mut pending);
    /// assert!(pending.remove_member(&shared).is_none());
    /// assert_eq!(elsewhere.remove_member(&shared).map(|item| item.value), Some(2));
    /// assert!(elsewhere.remove_member(&shared).is_none());
    /// # Ok::<(), Error>(())
    /// ```
    pub fn remove_member(&mut self, item: &T) -> Option<ListArc<T, ID>> {
        self.members.remove(item)
    }

    /// Moves all that is in another list to the end of this one.
    ///
    /// Takes a time that grows with the length of the shorter list.
    pub fn push_all_back(&mut self, other: &mut List<T, ID>) {
        self.members.append(&mut other.members);
    }

    /// A place in front of the first object.
    pub fn cursor_front(&mut self) -> Cursor<'_, T, ID> {
        Cursor::new(self, true)
    }

    /// A place behind the last object.
    pub fn cursor_back(&mut self) -> Cursor<'_, T, ID> {
        Cursor::new(self, false)
    }

    /// The objects, from the first to the last.
    pub fn iter(&self) -> Iter<'_, T, ID> {
        Iter::new(self)
    }
}

impl<T: ?Sized + ListItem<ID>, const ID: u64> Default for List<T, ID> {
    fn default() -> Self {
        List::new()
    }
}

impl<T: ?Sized + ListItem<ID>, const ID: u64> Drop for List<T, ID> {
    #[inline]
    fn drop(&mut self) {
        self.members.clear();
    }
}
