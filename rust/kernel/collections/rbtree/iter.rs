// SPDX-License-Identifier: GPL-2.0-only

//! Iterators over a [`RBTree`](super::RBTree), in the order of keys.
//!
//! # Safety
//!
//! An [`IterMut`] yields each node once.

#![allow(unsafe_code)]

use super::{
    raw::{Linked, Ptr, Way},
    RBTree,
};
use core::{iter::FusedIterator, marker::PhantomData};

/// The keys and values of a [`RBTree`], from [`RBTree::iter`].
pub struct Iter<'a, K, V> {
    pub(super) next: Option<Linked<'a, K, V>>,
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        let node = self.next?;
        self.next = node.step(Way::Next);
        Some(node.pair())
    }
}

impl<K, V> FusedIterator for Iter<'_, K, V> {}

impl<'a, K, V> IntoIterator for &'a RBTree<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Iter<'a, K, V> {
        self.iter()
    }
}

/// The keys and values of a [`RBTree`], which may be changed, from [`RBTree::iter_mut`].
///
/// # Invariants
///
/// `next` is in a tree that is borrowed exclusively for `'a`. Neither it nor any node after it was
/// yielded.
pub struct IterMut<'a, K, V> {
    next: Option<Ptr<K, V>>,
    _borrow: PhantomData<(&'a K, &'a mut V)>,
}

impl<'a, K, V> IterMut<'a, K, V> {
    pub(super) fn new(tree: &'a mut RBTree<K, V>) -> Self {
        // INVARIANT: It is the first node of the tree.
        IterMut {
            next: tree.root.start(Way::Next),
            _borrow: PhantomData,
        }
    }
}

impl<'a, K, V> Iterator for IterMut<'a, K, V> {
    type Item = (&'a K, &'a mut V);

    fn next(&mut self) -> Option<Self::Item> {
        let node = self.next?;
        // INVARIANT: The node that is yielded now lies before the next one.
        // SAFETY: The node is in a tree that is borrowed exclusively and does not change during `'a`, and
        // has not been yielded before.
        unsafe {
            self.next = node.step(Way::Next);
            Some(node.pair_mut())
        }
    }
}

impl<K, V> FusedIterator for IterMut<'_, K, V> {}

impl<'a, K, V> IntoIterator for &'a mut RBTree<K, V> {
    type Item = (&'a K, &'a mut V);
    type IntoIter = IterMut<'a, K, V>;

    fn into_iter(self) -> IterMut<'a, K, V> {
        self.iter_mut()
    }
}
