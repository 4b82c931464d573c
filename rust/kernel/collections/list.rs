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
//!
//! # Safety
//!
//! The members of a [`List`]'s ring are the links of objects whose [`ListArc`] the list has.

#![allow(unsafe_code)]

mod arc;
mod arc_field;
mod cursor;
mod item;
mod iter;
mod ring;
#[cfg(CONFIG_KUNIT = "y")]
mod tests;

pub use self::{
    arc::{impl_list_arc_safe, AtomicTracker, ListArc, ListArcSafe, TryNewListArc},
    arc_field::{define_list_arc_field_getter, ListArcField},
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

use self::ring::{Link, Ring};
use crate::sync::ArcBorrow;
use core::{marker::PhantomData, ptr};

/// A list of shared objects.
///
/// It takes no lock: who changes it has it exclusively, by a lock around it for instance. Nothing here
/// sleeps. Dropping the list drops what is in it.
///
/// # Invariants
///
/// The members of `ring` are the links of objects, from [`ListItem::prepare_to_insert`]. Their
/// [`ListArc`]s belong to the list.
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
    ring: Ring,
    _owned: PhantomData<ListArc<T, ID>>,
}

// SAFETY: A list goes where what it has may.
unsafe impl<T, const ID: u64> Send for List<T, ID>
where
    ListArc<T, ID>: Send,
    T: ?Sized + ListItem<ID>,
{
}

// SAFETY: A shared list gives shared objects. Nothing changes the links meanwhile.
unsafe impl<T, const ID: u64> Sync for List<T, ID>
where
    ListArc<T, ID>: Sync,
    T: ?Sized + ListItem<ID>,
{
}

impl<T: ?Sized + ListItem<ID>, const ID: u64> List<T, ID> {
    /// Makes an empty list.
    pub const fn new() -> Self {
        // INVARIANT: It is empty.
        List {
            ring: Ring::new(),
            _owned: PhantomData,
        }
    }

    /// Tells whether nothing is in the list.
    pub fn is_empty(&self) -> bool {
        self.ring.first().is_null()
    }

    /// Puts an object in front of another one, or at the end for null. Returns its link.
    ///
    /// # Safety
    ///
    /// `at` is null or in this list.
    unsafe fn insert(&mut self, at: *mut Link, item: ListArc<T, ID>) -> *mut Link {
        let object = ListArc::into_raw(item);
        // INVARIANT: The list takes the `ListArc`.
        // SAFETY: The caller's promise for `at`. The object comes from a `ListArc`. It is in no list with
        // this `ID`: a list would have that one, and calls `post_remove()` before it gives it back. It
        // lives as long as this list has its `ListArc`, and nothing but a list uses its links.
        unsafe {
            let link = ListLinks::link(T::prepare_to_insert(object));
            self.ring.insert(at, link);
            link
        }
    }

    /// Takes an object out.
    ///
    /// # Safety
    ///
    /// `at` is in this list.
    unsafe fn take(&mut self, at: *mut Link) -> ListArc<T, ID> {
        // SAFETY: The caller's promise. By the type's invariant the link is from `prepare_to_insert()`, and
        // was in the list since then; and the list has the `ListArc`, which leaves it here. The pointer
        // to the object is the one that `prepare_to_insert()` got.
        unsafe {
            self.ring.unlink(at);
            ListArc::from_raw(T::post_remove(ListLinks::of(at)))
        }
    }

    /// The first object.
    fn first(&self) -> Option<Member<'_, T, ID>> {
        let (list, link) = (self, self.ring.first());
        // INVARIANT: It is in the list, as it is not null.
        (!link.is_null()).then_some(Member { list, link })
    }

    /// Adds an object at one of the ends.
    #[inline]
    fn push(&mut self, front: bool, item: ListArc<T, ID>) {
        let at = if front {
            self.ring.first()
        } else {
            ptr::null_mut()
        };
        // SAFETY: Null or in the list.
        unsafe { self.insert(at, item) };
    }

    /// Takes an object out at one of the ends.
    #[inline]
    fn pop(&mut self, front: bool) -> Option<ListArc<T, ID>> {
        let at = if front {
            self.ring.first()
        } else {
            self.ring.last()
        };
        // SAFETY: Not null, and so in the list.
        (!at.is_null()).then(|| unsafe { self.take(at) })
    }

    /// Adds an object at the end.
    pub fn push_back(&mut self, item: ListArc<T, ID>) {
        self.push(false, item);
    }

    /// Adds an object at the beginning.
    pub fn push_front(&mut self, item: ListArc<T, ID>) {
        self.push(true, item);
    }

    /// Takes the last object out.
    pub fn pop_back(&mut self) -> Option<ListArc<T, ID>> {
        self.pop(false)
    }

    /// Takes the first object out.
    pub fn pop_front(&mut self) -> Option<ListArc<T, ID>> {
        self.pop(true)
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
        // SAFETY: A reference is valid. The links of an object are initialised as long as it lives, and
        // what the ring finds is in this list.
        unsafe {
            let link = ListLinks::link(T::view_links(item));
            let at = self.ring.find(link)?;
            Some(self.take(at))
        }
    }

    /// Takes an object out. Returns `None` if it is not in this list.
    ///
    /// This is [`remove_member`](Self::remove_member) as mainline declares it.
    ///
    /// # Safety
    ///
    /// None here. In mainline, the object must not be in another list.
    pub unsafe fn remove(&mut self, item: &T) -> Option<ListArc<T, ID>> {
        self.remove_member(item)
    }

    /// Moves all that is in another list to the end of this one.
    ///
    /// Takes a time that grows with the length of the shorter list.
    pub fn push_all_back(&mut self, other: &mut List<T, ID>) {
        // INVARIANT: The `ListArc`s go with the links.
        self.ring.append(&mut other.ring);
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

/// An object in a list that is borrowed for `'a`.
///
/// # Invariants
///
/// `link` is in the list.
struct Member<'a, T: ?Sized + ListItem<ID>, const ID: u64> {
    list: &'a List<T, ID>,
    link: *mut Link,
}

impl<T: ?Sized + ListItem<ID>, const ID: u64> Clone for Member<'_, T, ID> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized + ListItem<ID>, const ID: u64> Copy for Member<'_, T, ID> {}

impl<'a, T: ?Sized + ListItem<ID>, const ID: u64> Member<'a, T, ID> {
    /// The next object.
    fn next(self) -> Option<Self> {
        // SAFETY: By the type's invariant.
        let link = unsafe { self.list.ring.after(self.link) };
        // INVARIANT: It is in the list, as it is not null.
        (!link.is_null()).then_some(Member { link, ..self })
    }

    /// Borrows the object.
    fn arc(self) -> ArcBorrow<'a, T> {
        // SAFETY: By the list's invariant the link is from `prepare_to_insert()`. The list has a reference
        // that came by `into_raw()`, and keeps it while it is borrowed.
        unsafe { ArcBorrow::from_raw(T::view_value(ListLinks::of(self.link))) }
    }
}

impl<T: ?Sized + ListItem<ID>, const ID: u64> Default for List<T, ID> {
    fn default() -> Self {
        List::new()
    }
}

impl<T: ?Sized + ListItem<ID>, const ID: u64> Drop for List<T, ID> {
    fn drop(&mut self) {
        while let Some(item) = self.pop_front() {
            drop(item);
        }
    }
}
