// SPDX-License-Identifier: GPL-2.0-only

//! A key's place in a [`RBTree`](super::RBTree), taken or not.

use super::{
    raw::{LinkedMut, Vacant},
    RBTreeNode, RBTreeNodeReservation,
};

/// A key's place in a tree, from [`RBTree::entry`](super::RBTree::entry).
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, rbtree::{Entry, RBTree, RBTreeNodeReservation}};
///
/// let mut counts = RBTree::new();
/// for word in ["to", "be", "or", "not", "to", "be"] {
///     match counts.entry(word) {
///         Entry::Occupied(mut entry) => *entry.get_mut() += 1,
///         Entry::Vacant(entry) => {
///             entry.insert(1, RBTreeNodeReservation::new(GFP_KERNEL)?);
///         }
///     }
/// }
/// assert!(counts.iter().eq([(&"be", &2), (&"not", &1), (&"or", &1), (&"to", &2)]));
/// # Ok::<(), Error>(())
/// ```
pub enum Entry<'a, K, V> {
    /// The key is not in the tree.
    Vacant(VacantEntry<'a, K, V>),
    /// The key is in the tree.
    Occupied(OccupiedEntry<'a, K, V>),
}

/// The place of a key that is not in the tree. See [`Entry`].
pub struct VacantEntry<'a, K, V> {
    pub(super) place: Vacant<'a, K, V>,
    pub(super) key: K,
}

impl<'a, K, V> VacantEntry<'a, K, V> {
    /// Inserts the key, with a value. Uses the memory that is passed, and so does not fail.
    pub fn insert(self, value: V, reservation: RBTreeNodeReservation<K, V>) -> &'a mut V {
        let node = reservation.into_node(self.key, value);
        self.place.fill(node).into_pair().1
    }
}

/// An entry of a tree. See [`Entry`].
pub struct OccupiedEntry<'a, K, V> {
    pub(super) node: LinkedMut<'a, K, V>,
}

impl<'a, K, V> OccupiedEntry<'a, K, V> {
    /// The value.
    pub fn get(&self) -> &V {
        self.node.as_ref().pair().1
    }

    /// The value, which may be changed.
    pub fn get_mut(&mut self) -> &mut V {
        self.node.pair_mut().1
    }

    /// The value, which may be changed as long as the tree is borrowed.
    pub fn into_mut(self) -> &'a mut V {
        self.node.into_pair().1
    }

    /// Removes the entry, and returns the node with its memory.
    pub fn remove_node(self) -> RBTreeNode<K, V> {
        self.node.remove().1
    }

    /// Removes the entry, and returns the value.
    pub fn remove(self) -> V {
        self.remove_node().to_key_value().1
    }
}
