// SPDX-License-Identifier: GPL-2.0-only

//! Links in a circle, whatever they are part of.
//!
//! # Safety
//!
//! A [`Ring`] alone uses the links of its members. Each member carries the number of its ring, which
//! no other ring has, so that a ring recognises its members even where others take them from.

#![allow(unsafe_code)]

use crate::sync::{
    atomic::{Atomic, Relaxed},
    watch,
};
use core::ptr;

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
    /// A link in no ring.
    #[inline]
    pub(super) const fn new() -> Self {
        // INVARIANT: It is in no ring.
        Link {
            next: ptr::null_mut(),
            prev: ptr::null_mut(),
            owner: Atomic::new(NOBODY),
        }
    }
}

/// Links in a circle, one of which is the first.
///
/// # Invariants
///
/// - `first` is null, or `first` and all links that are reached from it are valid until they are
///   unlinked, and `next` and `prev` connect them to a circle.
/// - All of them carry `number`. No other ring has it, unless it is [`NOBODY`]: then this one is empty.
pub(super) struct Ring {
    first: *mut Link,
    number: u64,
}

impl Ring {
    pub(super) const fn new() -> Self {
        // INVARIANT: It is empty.
        Ring {
            first: ptr::null_mut(),
            number: NOBODY,
        }
    }

    /// The first link; null if the ring is empty.
    pub(super) fn first(&self) -> *mut Link {
        self.first
    }

    /// The last link; null if the ring is empty.
    pub(super) fn last(&self) -> *mut Link {
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
    pub(super) unsafe fn after(&self, at: *mut Link) -> *mut Link {
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
    pub(super) unsafe fn before(&self, at: *mut Link) -> *mut Link {
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
    pub(super) unsafe fn insert(&mut self, at: *mut Link, new: *mut Link) {
        let first = self.first;
        if first.is_null() {
            if self.number == NOBODY {
                // INVARIANT: Nobody else gets this number. The ring is empty.
                self.number = new_number();
            }
            // INVARIANT: A circle of one, with the ring's number.
            // SAFETY: The caller promises that it is valid and the ring's.
            unsafe {
                (*new).owner.store(self.number, Relaxed);
                watch::writes(new);
                ((*new).next, (*new).prev) = (new, new);
            }
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
    pub(super) unsafe fn unlink(&mut self, at: *mut Link) {
        watch::writes(at);
        let first = self.first;
        // INVARIANT: The ring is borrowed exclusively, and the link leaves it.
        // SAFETY: The link and its neighbours are in the ring, which is borrowed exclusively.
        let next = unsafe {
            let (next, prev) = ((*at).next, (*at).prev);
            (*prev).next = next;
            (*next).prev = prev;
            (*at).owner.store(NOBODY, Relaxed);
            next
        };
        // INVARIANT: The circle is closed without `at`.
        if next == at {
            self.first = ptr::null_mut();
        } else if at == first {
            self.first = next;
        }
    }

    /// Finds a link in this ring. `None` if it is in no ring or another one.
    ///
    /// What is returned is the pointer that the link was inserted by.
    ///
    /// # Safety
    ///
    /// `link` points to a link, which other threads may insert and unlink meanwhile.
    pub(super) unsafe fn find(&self, link: *const Link) -> Option<*mut Link> {
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
    pub(super) fn append(&mut self, other: &mut Ring) {
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
