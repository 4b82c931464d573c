// SPDX-License-Identifier: GPL-2.0-only

//! Iterators over a [`List`].
//!
//! # Safety
//!
//! The object that an [`Iter`] yields next is in its list.

#![allow(unsafe_code)]

use super::{ring::Link, List, ListArc, ListItem};
use crate::sync::ArcBorrow;
use core::iter::FusedIterator;

/// The objects of a list, from [`List::iter`].
///
/// # Invariants
///
/// `next` is in the list, or null at its end.
pub struct Iter<'a, T: ?Sized + ListItem<ID>, const ID: u64 = 0> {
    list: &'a List<T, ID>,
    next: *mut Link,
}

impl<'a, T: ?Sized + ListItem<ID>, const ID: u64> Iter<'a, T, ID> {
    pub(super) fn new(list: &'a List<T, ID>) -> Self {
        // INVARIANT: Null or the first one.
        Iter {
            list,
            next: list.ring.first(),
        }
    }
}

impl<T: ?Sized + ListItem<ID>, const ID: u64> Clone for Iter<'_, T, ID> {
    fn clone(&self) -> Self {
        // INVARIANT: That of `self`.
        Iter {
            list: self.list,
            next: self.next,
        }
    }
}

impl<'a, T: ?Sized + ListItem<ID>, const ID: u64> Iterator for Iter<'a, T, ID> {
    type Item = ArcBorrow<'a, T>;

    fn next(&mut self) -> Option<ArcBorrow<'a, T>> {
        let at = self.next;
        if at.is_null() {
            return None;
        }
        // INVARIANT: The next one is in the list, or null behind the last one.
        // SAFETY: By the type's invariant `at` is in the list; it is not null.
        unsafe {
            self.next = self.list.ring.after(at);
            Some(self.list.view(at))
        }
    }
}

impl<T: ?Sized + ListItem<ID>, const ID: u64> FusedIterator for Iter<'_, T, ID> {}

impl<'a, T: ?Sized + ListItem<ID>, const ID: u64> IntoIterator for &'a List<T, ID> {
    type IntoIter = Iter<'a, T, ID>;
    type Item = ArcBorrow<'a, T>;

    fn into_iter(self) -> Iter<'a, T, ID> {
        self.iter()
    }
}

/// The objects of a list, as they are taken out of it.
pub struct IntoIter<T: ?Sized + ListItem<ID>, const ID: u64 = 0> {
    list: List<T, ID>,
}

impl<T: ?Sized + ListItem<ID>, const ID: u64> Iterator for IntoIter<T, ID> {
    type Item = ListArc<T, ID>;

    fn next(&mut self) -> Option<ListArc<T, ID>> {
        self.list.pop_front()
    }
}

impl<T: ?Sized + ListItem<ID>, const ID: u64> FusedIterator for IntoIter<T, ID> {}

impl<T: ?Sized + ListItem<ID>, const ID: u64> DoubleEndedIterator for IntoIter<T, ID> {
    fn next_back(&mut self) -> Option<ListArc<T, ID>> {
        self.list.pop_back()
    }
}

impl<T: ?Sized + ListItem<ID>, const ID: u64> IntoIterator for List<T, ID> {
    type IntoIter = IntoIter<T, ID>;
    type Item = ListArc<T, ID>;

    fn into_iter(self) -> IntoIter<T, ID> {
        IntoIter { list: self }
    }
}
