// SPDX-License-Identifier: GPL-2.0-only

//! Links in a circle, and the objects that they are part of.
//!
//! # Safety
//!
//! A [`Ring`] alone uses the links of its members. Each member carries the number of its ring, which
//! no other ring has, so that a ring recognises its members even where others take them from. The members
//! of a [`List`]'s ring are the links of objects whose [`ListArc`] the list has.

#![allow(unsafe_code)]

mod place;

pub(super) use self::place::{Beside, Place};

use super::{List, ListArc, ListItem, ListLinks};
use crate::sync::{
    atomic::{Atomic, Relaxed},
    watch, ArcBorrow,
};
use core::{hint, marker::PhantomData, ptr};

/// The number that a link carries that is in no ring.
const NOBODY: u64 = 0;

/// The number that the next ring gets. There are enough for centuries.
static NEXT_NUMBER: Atomic<u64> = Atomic::new(NOBODY + 1);

/// A number that no ring has had.
#[cfg(not(RUST_IN_MODULE))]
fn new_number() -> u64 {
    NEXT_NUMBER.fetch_add(1u64, Relaxed)
}

/// A number that no ring has had: beside a kernel without Rust each module has a counter of its own.
///
/// Modules share no page, and all of them are within 4 GiB, so that 20 bits of an address tell them
/// apart.
#[cfg(RUST_IN_MODULE)]
fn new_number() -> u64 {
    let page = (&raw const NEXT_NUMBER).addr() >> 12;
    ((page as u64) << 44) | (NEXT_NUMBER.fetch_add(1u64, Relaxed) & ((1 << 44) - 1))
}

/// What an object needs to be in a ring.
///
/// # Invariants
///
/// `owner` is the number of the ring that the link is in, or [`NOBODY`]. A number is written by who
/// has its ring exclusively, and overwritten by the same.
pub(super) struct Link {
    next: *mut Link,
    prev: *mut Link,
    owner: Atomic<u64>,
}

impl Link {
    /// Makes a link in no ring. It gets neighbours in a ring.
    ///
    /// # Safety
    ///
    /// `slot` may be written.
    #[inline]
    pub(super) unsafe fn init(slot: *mut Link) {
        // INVARIANT: It is in no ring.
        // SAFETY: The caller's promise.
        unsafe { (&raw mut (*slot).owner).write(Atomic::new(NOBODY)) };
    }
}

/// Makes a circle of one link, for a ring of this number. Returns the number: a new one for [`NOBODY`].
///
/// # Safety
///
/// `link` is in no ring. It is valid until it is unlinked, and its user leaves it to the ring until then.
#[cold]
#[inline(never)]
unsafe fn begin(link: *mut Link, number: u64) -> u64 {
    let number = if number == NOBODY {
        new_number()
    } else {
        number
    };
    // SAFETY: The caller promises that it is valid and the ring's.
    unsafe {
        (*link).owner.store(number, Relaxed);
        watch::writes(link);
        ((*link).next, (*link).prev) = (link, link);
    }
    number
}

/// Links in a circle, one of which is the first.
///
/// # Invariants
///
/// - `first` is null, or `first` and all links that are reached from it are valid until they are
///   unlinked, and `next` and `prev` connect them to a circle.
/// - All of them carry `number`. No other ring has it, unless it is [`NOBODY`]: then this one is empty.
struct Ring {
    first: *mut Link,
    number: u64,
}

impl Ring {
    const fn new() -> Self {
        // INVARIANT: It is empty.
        Ring {
            first: ptr::null_mut(),
            number: NOBODY,
        }
    }

    /// The first link; null if the ring is empty.
    fn first(&self) -> *mut Link {
        self.first
    }

    /// The last link; null if the ring is empty.
    fn last(&self) -> *mut Link {
        if self.first.is_null() {
            return ptr::null_mut();
        }
        // SAFETY: By the type's invariant it is valid.
        unsafe { (*self.first).prev }
    }

    /// The link behind this one; null if this one is the last.
    ///
    /// # Safety
    ///
    /// `at` is in this ring.
    unsafe fn after(&self, at: *mut Link) -> *mut Link {
        // SAFETY: By the type's invariant it is valid.
        let next = unsafe { (*at).next };
        if next == self.first {
            ptr::null_mut()
        } else {
            next
        }
    }

    /// The link in front of this one, or the last one for null. Null if there is none.
    ///
    /// # Safety
    ///
    /// `at` is null or in this ring.
    unsafe fn before(&self, at: *mut Link) -> *mut Link {
        if at.is_null() {
            self.last()
        } else if at == self.first {
            ptr::null_mut()
        } else {
            // SAFETY: By the type's invariant it is valid.
            unsafe { (*at).prev }
        }
    }

    /// Puts a link in front of another one, or at the end for null.
    ///
    /// # Safety
    ///
    /// `at` is null or in this ring. `new` is in no ring. It is valid until it is unlinked, and its user
    /// leaves it to the ring until then.
    #[inline]
    unsafe fn insert(&mut self, at: *mut Link, new: *mut Link) {
        let first = self.first;
        if first.is_null() {
            // INVARIANT: A circle of one, with the ring's number, which no other ring has.
            // SAFETY: The caller's promise. The ring is empty.
            self.number = unsafe { begin(new, self.number) };
            self.first = new;
            return;
        }

        let next = if at.is_null() { first } else { at };
        // INVARIANT: The ring is borrowed exclusively, and the link was in none. The ring is not empty,
        // and so has a number. The circle is closed.
        // SAFETY: `new` is valid and the ring's; the others are in the ring.
        unsafe {
            (*new).owner.store(self.number, Relaxed);
            watch::writes(new);
            let prev = (*next).prev;
            ((*new).next, (*new).prev) = (next, prev);
            (*prev).next = new;
            (*next).prev = new;
        }
        // INVARIANT: In front of the first one is where the new first one is.
        if at == first {
            self.first = new;
        }
    }

    /// Takes a link out.
    ///
    /// # Safety
    ///
    /// `at` is in this ring.
    #[inline]
    unsafe fn unlink(&mut self, at: *mut Link) {
        watch::writes(at);
        let first = self.first;
        // INVARIANT: The ring is borrowed exclusively, and the link leaves it.
        // SAFETY: The link and its neighbours are in the ring, which is borrowed exclusively. They are valid,
        // and so not at null.
        let next = unsafe {
            let (next, prev) = ((*at).next, (*at).prev);
            (*prev).next = next;
            (*next).prev = prev;
            (*at).owner.store(NOBODY, Relaxed);
            hint::assert_unchecked(!next.is_null());
            next
        };
        // INVARIANT: The circle is closed without `at`.
        if next == at {
            self.first = ptr::null_mut();
        } else if at == first {
            self.first = next;
        }
    }

    /// Takes all links out, the first one first, and calls `each` with each of them then.
    ///
    /// The ring is given up, and only its first link is passed: what has its address taken is in no register
    /// where it is used.
    ///
    /// # Safety
    ///
    /// `first` is the first link of a ring that is used no more, or null. `each` may be called once with each
    /// of its links, which is in none then.
    #[cold]
    #[inline(never)]
    unsafe fn empty(first: *mut Link, each: unsafe fn(*mut Link)) {
        let mut ring = Ring {
            first,
            // No link is looked for in here.
            number: NOBODY,
        };
        while !ring.first.is_null() {
            let at = ring.first;
            // SAFETY: It is in the ring, and then in none. The rest is the caller's promise.
            unsafe {
                ring.unlink(at);
                each(at);
            }
        }
    }

    /// Finds a link in this ring. `None` if it is in no ring or another one.
    ///
    /// What is returned is the pointer that the link was inserted by.
    ///
    /// # Safety
    ///
    /// `link` points to a link, which other threads may insert and unlink meanwhile.
    unsafe fn find(&self, link: *const Link) -> Option<*mut Link> {
        // SAFETY: The caller promises that it points to a link, whose owner is atomic. If that is this ring,
        // the link is in this ring, by the invariants of both types. So nobody else uses its links, and the
        // link behind it is valid.
        unsafe {
            let owner = (*link).owner.load(Relaxed);
            // Another ring's number may change while we look, but never to ours or from it: that takes
            // this ring exclusively, and it is borrowed.
            if owner == NOBODY || owner != self.number {
                return None;
            }
            watch::reads(link);
            Some((*(*link).next).prev)
        }
    }

    /// Moves all links of another ring to the end of this one.
    ///
    /// Takes a time that grows with the number of links in the shorter one: those get a new number.
    fn append(&mut self, other: &mut Ring) {
        if other.first.is_null() {
            return;
        }
        if self.first.is_null() {
            core::mem::swap(self, other);
            return;
        }
        let (first, second) = (self.first, other.first);

        let (mut mine, mut theirs) = (first, second);
        let shorter = loop {
            // SAFETY: Each walks its own circle.
            unsafe { (mine, theirs) = ((*mine).next, (*theirs).next) };
            if mine == first {
                break first;
            }
            if theirs == second {
                break second;
            }
        };
        let number = if shorter == first {
            other.number
        } else {
            self.number
        };
        let mut at = shorter;
        loop {
            // INVARIANT: Both rings are borrowed exclusively.
            // SAFETY: It walks one of the circles.
            at = unsafe {
                (*at).owner.store(number, Relaxed);
                (*at).next
            };
            if at == shorter {
                break;
            }
        }

        // SAFETY: All four are in one of the rings, which are borrowed exclusively.
        unsafe {
            let (first_last, second_last) = ((*first).prev, (*second).prev);
            (*first_last).next = second;
            (*second).prev = first_last;
            (*second_last).next = first;
            (*first).prev = second_last;
        }
        // INVARIANT: One circle with one number is left, which `other` gives up.
        self.number = number;
        *other = Ring::new();
    }
}

/// Objects in a ring.
///
/// # Invariants
///
/// The members of `ring` are the links of objects, from [`ListItem::prepare_to_insert`]. Their
/// [`ListArc`]s belong to this value.
pub(super) struct Members<T: ?Sized + ListItem<ID>, const ID: u64> {
    ring: Ring,
    _owned: PhantomData<ListArc<T, ID>>,
}

// SAFETY: They go where what they are may.
unsafe impl<T, const ID: u64> Send for Members<T, ID>
where
    ListArc<T, ID>: Send,
    T: ?Sized + ListItem<ID>,
{
}

// SAFETY: Shared members give shared objects. Nothing changes the links meanwhile.
unsafe impl<T, const ID: u64> Sync for Members<T, ID>
where
    ListArc<T, ID>: Sync,
    T: ?Sized + ListItem<ID>,
{
}

impl<T: ?Sized + ListItem<ID>, const ID: u64> Members<T, ID> {
    pub(super) const fn new() -> Self {
        // INVARIANT: There are none.
        Members {
            ring: Ring::new(),
            _owned: PhantomData,
        }
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.ring.first().is_null()
    }

    /// Puts an object in front of another one, or at the end for null. Returns its link.
    ///
    /// # Safety
    ///
    /// `at` is null or in this ring.
    unsafe fn insert(&mut self, at: *mut Link, item: ListArc<T, ID>) -> *mut Link {
        let object = ListArc::into_raw(item);
        // INVARIANT: The `ListArc` belongs to this value.
        // SAFETY: The caller's promise for `at`. The object comes from a `ListArc`. It is in no list with
        // this `ID`: a list would have that one, and calls `post_remove()` before it gives it back. It
        // lives as long as this value has its `ListArc`, and nothing but a list uses its links.
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
    /// `at` is in this ring.
    unsafe fn take(&mut self, at: *mut Link) -> ListArc<T, ID> {
        // SAFETY: The caller's promise. By the type's invariant the link is from `prepare_to_insert()`, and
        // was in the ring since then; and this value has the `ListArc`, which leaves it here. The pointer
        // to the object is the one that `prepare_to_insert()` got.
        unsafe {
            self.ring.unlink(at);
            ListArc::from_raw(T::post_remove(ListLinks::of(at)))
        }
    }

    /// The first object.
    #[inline]
    pub(super) fn first(&self) -> Option<Member<'_, T, ID>> {
        Member::new(self, self.ring.first())
    }

    /// Adds an object at one of the ends.
    #[inline]
    pub(super) fn push(&mut self, front: bool, item: ListArc<T, ID>) {
        let at = if front {
            self.ring.first()
        } else {
            ptr::null_mut()
        };
        // SAFETY: Null or in the ring.
        unsafe { self.insert(at, item) };
    }

    /// Takes an object out at one of the ends.
    #[inline]
    pub(super) fn pop(&mut self, front: bool) -> Option<ListArc<T, ID>> {
        let at = if front {
            self.ring.first()
        } else {
            self.ring.last()
        };
        // SAFETY: Not null, and so in the ring.
        (!at.is_null()).then(|| unsafe { self.take(at) })
    }

    /// Takes an object out. Returns `None` if it is in another ring or in none.
    #[inline]
    pub(super) fn remove(&mut self, item: &T) -> Option<ListArc<T, ID>> {
        // SAFETY: A reference is valid. The links of an object are initialised as long as it lives, and
        // what the ring finds is in it.
        unsafe {
            let link = ListLinks::link(T::view_links(item));
            let at = self.ring.find(link)?;
            Some(self.take(at))
        }
    }

    /// Drops all objects.
    #[inline]
    pub(super) fn clear(&mut self) {
        let ring = core::mem::replace(&mut self.ring, Ring::new());
        // SAFETY: By the type's invariant the links are those of objects whose `ListArc`s this value has,
        // and leaves to the function.
        unsafe { Ring::empty(ring.first, Self::drop_object) };
    }

    /// Drops an object that was taken out.
    ///
    /// # Safety
    ///
    /// `link` was in such a ring, which leaves the object's `ListArc` to this function.
    unsafe fn drop_object(link: *mut Link) {
        // SAFETY: The link is from `prepare_to_insert()`, and was in the ring since then. The pointer to the
        // object is the one that `prepare_to_insert()` got.
        unsafe { ListArc::<T, ID>::from_raw(T::post_remove(ListLinks::of(link))) }.put();
    }

    /// Moves all objects of others to the end of these.
    #[inline]
    pub(super) fn append(&mut self, other: &mut Self) {
        // INVARIANT: The `ListArc`s go with the links.
        self.ring.append(&mut other.ring);
    }
}

impl<T: ?Sized + ListItem<ID>, const ID: u64> List<T, ID> {
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
}

/// An object in a list that is borrowed for `'a`.
///
/// # Invariants
///
/// `link` is in the ring of `members`.
pub(super) struct Member<'a, T: ?Sized + ListItem<ID>, const ID: u64> {
    members: &'a Members<T, ID>,
    link: *mut Link,
}

impl<T: ?Sized + ListItem<ID>, const ID: u64> Clone for Member<'_, T, ID> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized + ListItem<ID>, const ID: u64> Copy for Member<'_, T, ID> {}

impl<'a, T: ?Sized + ListItem<ID>, const ID: u64> Member<'a, T, ID> {
    /// The object of a link in the ring, or none for null.
    #[inline]
    fn new(members: &'a Members<T, ID>, link: *mut Link) -> Option<Self> {
        // INVARIANT: It is in the ring, as it is not null.
        (!link.is_null()).then_some(Member { members, link })
    }

    /// The next object.
    #[inline]
    pub(super) fn next(self) -> Option<Self> {
        // SAFETY: By the type's invariant.
        Self::new(self.members, unsafe { self.members.ring.after(self.link) })
    }

    /// Borrows the object.
    #[inline]
    pub(super) fn arc(self) -> ArcBorrow<'a, T> {
        // SAFETY: By the invariant of `Members` the link is from `prepare_to_insert()`. They have a reference
        // that came by `into_raw()`, and keep it while they are borrowed.
        unsafe { ArcBorrow::from_raw(T::view_value(ListLinks::of(self.link))) }
    }
}
