// SPDX-License-Identifier: GPL-2.0-only

//! Nodes of a [`RBTree`](super::RBTree), before they are in it and after.

use super::raw::{Node, Room};
use crate::{
    alloc::{Flags, KBox},
    error::Result,
};

/// Memory for a node of a [`RBTree`](super::RBTree).
///
/// For code that must not fail, or not sleep, when it inserts: the memory is taken before the lock.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, rbtree::{RBTree, RBTreeNodeReservation}};
///
/// let mut tree = RBTree::new();
/// let room = RBTreeNodeReservation::new(GFP_KERNEL)?;
/// // From here on nothing fails.
/// assert!(tree.insert(room.into_node(1, "one")).is_none());
/// assert_eq!(tree.get(&1), Some(&"one"));
/// # Ok::<(), Error>(())
/// ```
pub struct RBTreeNodeReservation<K, V> {
    room: Room<Node<K, V>>,
}

impl<K, V> RBTreeNodeReservation<K, V> {
    /// Allocates memory for a node.
    ///
    /// # Errors
    ///
    /// `ENOMEM` if there is no memory.
    ///
    /// # Context
    ///
    /// May sleep if `flags` allow it.
    pub fn new(flags: Flags) -> Result<RBTreeNodeReservation<K, V>> {
        let room = Room::new(flags)?;
        Ok(RBTreeNodeReservation { room })
    }

    /// Moves a key and a value into the memory.
    pub fn into_node(self, key: K, value: V) -> RBTreeNode<K, V> {
        RBTreeNode {
            node: self.room.fill(Node::new(key, value)),
        }
    }
}

/// A key and a value in the memory of a node, ready to be inserted into a
/// [`RBTree`](super::RBTree).
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, rbtree::{RBTree, RBTreeNode}};
///
/// let mut tree = RBTree::new();
/// tree.insert(RBTreeNode::new(1, "one", GFP_KERNEL)?);
/// // A node that was replaced or removed comes back, with its memory.
/// let old = tree.insert(RBTreeNode::new(1, "two", GFP_KERNEL)?).ok_or(EINVAL)?;
/// assert_eq!(old.to_key_value(), (1, "one"));
/// # Ok::<(), Error>(())
/// ```
pub struct RBTreeNode<K, V> {
    pub(super) node: KBox<Node<K, V>>,
}

impl<K, V> RBTreeNode<K, V> {
    /// Allocates a node and moves a key and a value into it.
    ///
    /// # Errors
    ///
    /// `ENOMEM` if there is no memory; `key` and `value` are dropped then.
    ///
    /// # Context
    ///
    /// May sleep if `flags` allow it.
    pub fn new(key: K, value: V, flags: Flags) -> Result<RBTreeNode<K, V>> {
        Ok(RBTreeNodeReservation::new(flags)?.into_node(key, value))
    }

    pub(super) fn key(&self) -> &K {
        &self.node.key
    }

    /// Moves the key and the value out and frees the memory.
    pub fn to_key_value(self) -> (K, V) {
        let node = KBox::into_inner(self.node);
        (node.key, node.value)
    }

    /// Drops the key and the value and keeps the memory.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::{prelude::*, rbtree::{RBTree, RBTreeNode}};
    ///
    /// let mut tree = RBTree::new();
    /// tree.insert(RBTreeNode::new(1, "one", GFP_KERNEL)?);
    /// let room = tree.remove_node(&1).ok_or(EINVAL)?.into_reservation();
    /// tree.insert(room.into_node(2, "two"));
    /// assert_eq!(tree.get(&2), Some(&"two"));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn into_reservation(self) -> RBTreeNodeReservation<K, V> {
        RBTreeNodeReservation {
            room: Room::of(self.node),
        }
    }
}
