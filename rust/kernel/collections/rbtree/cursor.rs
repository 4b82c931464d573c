// SPDX-License-Identifier: GPL-2.0-only

//! Places in a [`RBTree`](super::RBTree), from which one goes to either side.

use super::{
    raw::{Linked, LinkedMut, Way},
    RBTreeNode,
};

/// An entry of a [`RBTree`](super::RBTree), and the way to its neighbours.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, rbtree::RBTree};
///
/// let mut tree = RBTree::new();
/// for (key, value) in [(10, "a"), (20, "b"), (30, "c")] {
///     tree.try_create_and_insert(key, value, GFP_KERNEL)?;
/// }
///
/// let cursor = tree.cursor_lower_bound(&15).ok_or(EINVAL)?;
/// assert_eq!(cursor.current(), (&20, &"b"));
/// assert_eq!(cursor.peek_prev(), Some((&10, &"a")));
/// assert_eq!(cursor.peek_next(), Some((&30, &"c")));
/// # Ok::<(), Error>(())
/// ```
pub struct Cursor<'a, K, V> {
    pub(super) node: Linked<'a, K, V>,
}

impl<K, V> Cursor<'_, K, V> {
    /// The entry.
    pub fn current(&self) -> (&K, &V) {
        self.node.pair()
    }

    /// The entry with the next lesser key.
    pub fn peek_prev(&self) -> Option<(&K, &V)> {
        self.node.step(Way::Prev).map(Linked::pair)
    }

    /// The entry with the next greater key.
    pub fn peek_next(&self) -> Option<(&K, &V)> {
        self.node.step(Way::Next).map(Linked::pair)
    }
}

/// An entry of a [`RBTree`](super::RBTree), which may be changed or removed, and the way to its
/// neighbours.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, rbtree::RBTree};
///
/// let mut tree = RBTree::new();
/// for key in 1..=4u32 {
///     tree.try_create_and_insert(key, key * 10, GFP_KERNEL)?;
/// }
///
/// // Removes all even keys in one walk.
/// let mut place = tree.cursor_front_mut();
/// while let Some(mut cursor) = place {
///     if cursor.peek_next().is_some_and(|(key, _)| key % 2 == 0) {
///         cursor.remove_next();
///     }
///     *cursor.current_mut().1 += 1;
///     place = cursor.move_next();
/// }
/// assert!(tree.iter().eq([(&1, &11), (&3, &31)]));
/// # Ok::<(), Error>(())
/// ```
pub struct CursorMut<'a, K, V> {
    pub(super) node: LinkedMut<'a, K, V>,
}

impl<K, V> CursorMut<'_, K, V> {
    /// The entry.
    pub fn current(&self) -> (&K, &V) {
        self.node.as_ref().pair()
    }

    /// The entry, whose value may be changed.
    pub fn current_mut(&mut self) -> (&K, &mut V) {
        self.node.pair_mut()
    }

    /// Removes the entry.
    ///
    /// The cursor goes to the next entry, or the previous one if there is none. It is gone when the
    /// tree is empty.
    pub fn remove_current(self) -> (Option<Self>, RBTreeNode<K, V>) {
        let (neighbour, node) = self.node.remove();
        (neighbour.map(|node| CursorMut { node }), node)
    }

    /// Removes the entry with the next lesser key.
    pub fn remove_prev(&mut self) -> Option<RBTreeNode<K, V>> {
        Some(self.node.step(Way::Prev)?.remove().1)
    }

    /// Removes the entry with the next greater key.
    pub fn remove_next(&mut self) -> Option<RBTreeNode<K, V>> {
        Some(self.node.step(Way::Next)?.remove().1)
    }

    /// Goes to the entry with the next lesser key. Without one the cursor is gone.
    pub fn move_prev(self) -> Option<Self> {
        let node = self.node.step_into(Way::Prev)?;
        Some(CursorMut { node })
    }

    /// Goes to the entry with the next greater key. Without one the cursor is gone.
    pub fn move_next(self) -> Option<Self> {
        let node = self.node.step_into(Way::Next)?;
        Some(CursorMut { node })
    }

    /// The entry with the next lesser key.
    pub fn peek_prev(&self) -> Option<(&K, &V)> {
        self.node.as_ref().step(Way::Prev).map(Linked::pair)
    }

    /// The entry with the next greater key.
    pub fn peek_next(&self) -> Option<(&K, &V)> {
        self.node.as_ref().step(Way::Next).map(Linked::pair)
    }

    /// The entry with the next lesser key, whose value may be changed.
    pub fn peek_prev_mut(&mut self) -> Option<(&K, &mut V)> {
        self.node.step(Way::Prev).map(LinkedMut::into_pair)
    }

    /// The entry with the next greater key, whose value may be changed.
    pub fn peek_next_mut(&mut self) -> Option<(&K, &mut V)> {
        self.node.step(Way::Next).map(LinkedMut::into_pair)
    }
}
