// SPDX-License-Identifier: GPL-2.0-only

//! Iterators over a [`List`].

use super::{ring::Member, List, ListArc, ListItem};
use crate::sync::ArcBorrow;
use core::iter::FusedIterator;

/// The objects of a list, from [`List::iter`].
pub struct Iter<'a, T: ?Sized + ListItem<ID>, const ID: u64 = 0> {
    next: Option<Member<'a, T, ID>>,
}

impl<'a, T: ?Sized + ListItem<ID>, const ID: u64> Iter<'a, T, ID> {
    pub(super) fn new(list: &'a List<T, ID>) -> Self {
        Iter {
            next: list.members.first(),
        }
    }
}

impl<T: ?Sized + ListItem<ID>, const ID: u64> Clone for Iter<'_, T, ID> {
    fn clone(&self) -> Self {
        Iter { next: self.next }
    }
}

impl<'a, T: ?Sized + ListItem<ID>, const ID: u64> Iterator for Iter<'a, T, ID> {
    type Item = ArcBorrow<'a, T>;

    fn next(&mut self) -> Option<ArcBorrow<'a, T>> {
        let member = self.next?;
        self.next = member.next();
        Some(member.arc())
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
