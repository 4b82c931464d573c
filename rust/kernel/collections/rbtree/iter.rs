// SPDX-License-Identifier: GPL-2.0-only

//! Iterators over a [`RBTree`](super::RBTree), in the order of keys.

use super::{
    raw::{Linked, Walk, Way},
    RBTree,
};
use core::iter::FusedIterator;

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
pub struct IterMut<'a, K, V> {
    walk: Walk<'a, K, V>,
}

impl<'a, K, V> IterMut<'a, K, V> {
    pub(super) fn new(tree: &'a mut RBTree<K, V>) -> Self {
        IterMut {
            walk: tree.root.walk_mut(),
        }
    }
}

impl<'a, K, V> Iterator for IterMut<'a, K, V> {
    type Item = (&'a K, &'a mut V);

    fn next(&mut self) -> Option<Self::Item> {
        self.walk.step()
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
