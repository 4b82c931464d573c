// SPDX-License-Identifier: GPL-2.0-only

//! Maps ordered by key, in C's red-black trees.
//!
//! Searching, inserting and removing take a time that grows with the logarithm of the number of
//! entries. The memory of an entry can be had beforehand ([`RBTreeNodeReservation`]) and comes back
//! when the entry is removed ([`RBTreeNode`]), so that changes under a spin lock need not allocate.
//!
//! C header: [`include/linux/rbtree.h`](srctree/include/linux/rbtree.h)
//!
//! Reference: <https://docs.kernel.org/core-api/rbtree.html>

mod cursor;
mod entry;
mod iter;
mod node;
mod raw;
#[cfg(CONFIG_KUNIT = "y")]
#[allow(unsafe_code, reason = "a suite of KUnit lies in a section of its own")]
mod tests;

pub use self::{
    cursor::{Cursor, CursorMut},
    entry::{Entry, OccupiedEntry, VacantEntry},
    iter::{Iter, IterMut},
    node::{RBTreeNode, RBTreeNodeReservation},
};

use self::raw::{Root, Way};
use crate::{alloc::Flags, error::Result};

/// A map from keys to values, ordered by key.
///
/// Nothing here sleeps but allocations that may. Dropping the tree drops its entries, in no
/// particular order.
///
/// A key type whose order contradicts itself gives wrong answers, but nothing worse.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, rbtree::RBTree};
///
/// let mut tree = RBTree::new();
/// tree.try_create_and_insert(20, 200, GFP_KERNEL)?;
/// tree.try_create_and_insert(10, 100, GFP_KERNEL)?;
/// tree.try_create_and_insert(30, 300, GFP_KERNEL)?;
///
/// assert_eq!(tree.get(&20), Some(&200));
/// assert_eq!(tree.get(&25), None);
/// assert!(tree.iter().eq([(&10, &100), (&20, &200), (&30, &300)]));
///
/// for value in tree.values_mut() {
///     *value += 1;
/// }
/// assert_eq!(tree.remove(&20), Some(201));
/// assert!(tree.keys().eq([&10, &30]));
/// # Ok::<(), Error>(())
/// ```
///
/// Under a spin lock, where nothing may sleep:
///
/// ```
/// use kernel::{
///     prelude::*,
///     rbtree::{RBTree, RBTreeNode},
///     sync::{new_spinlock, SpinLock},
/// };
///
/// fn register(names: &SpinLock<RBTree<u32, &'static str>>, id: u32, name: &'static str) -> Result {
///     let node = RBTreeNode::new(id, name, GFP_KERNEL)?;
///     let old = names.lock().insert(node);
///     // The memory of a node that was replaced is freed here, without the lock.
///     drop(old);
///     Ok(())
/// }
///
/// let names = KBox::pin_init(new_spinlock!(RBTree::new(), "names"), GFP_KERNEL)?;
/// register(&names, 7, "seven")?;
/// assert_eq!(names.lock().get(&7), Some(&"seven"));
/// # Ok::<(), Error>(())
/// ```
pub struct RBTree<K, V> {
    root: Root<K, V>,
}

impl<K, V> RBTree<K, V> {
    /// Makes an empty tree. Allocates nothing.
    pub const fn new() -> Self {
        RBTree { root: Root::new() }
    }

    /// Tells whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.root.is_empty()
    }

    /// The entries, in the order of keys.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter {
            next: self.root.end(Way::Next),
        }
    }

    /// The entries, in the order of keys. The values may be changed.
    pub fn iter_mut(&mut self) -> IterMut<'_, K, V> {
        IterMut::new(self)
    }

    /// The keys, in their order.
    pub fn keys(&self) -> impl Iterator<Item = &'_ K> {
        self.iter().map(|(key, _)| key)
    }

    /// The values, in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &'_ V> {
        self.iter().map(|(_, value)| value)
    }

    /// The values, in the order of their keys. They may be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &'_ mut V> {
        self.iter_mut().map(|(_, value)| value)
    }

    /// The entry with the least key, exclusively.
    pub fn cursor_front_mut(&mut self) -> Option<CursorMut<'_, K, V>> {
        self.root.end_mut(Way::Next).map(|node| CursorMut { node })
    }

    /// The entry with the least key.
    pub fn cursor_front(&self) -> Option<Cursor<'_, K, V>> {
        self.root.end(Way::Next).map(|node| Cursor { node })
    }

    /// The entry with the greatest key, exclusively.
    pub fn cursor_back_mut(&mut self) -> Option<CursorMut<'_, K, V>> {
        self.root.end_mut(Way::Prev).map(|node| CursorMut { node })
    }

    /// The entry with the greatest key.
    pub fn cursor_back(&self) -> Option<Cursor<'_, K, V>> {
        self.root.end(Way::Prev).map(|node| Cursor { node })
    }
}

impl<K, V> RBTree<K, V>
where
    K: Ord,
{
    /// Allocates an entry and inserts it. Returns the entry with the same key that was there before.
    ///
    /// # Errors
    ///
    /// `ENOMEM` if there is no memory; `key` and `value` are dropped then.
    ///
    /// # Context
    ///
    /// May sleep if `flags` allow it.
    pub fn try_create_and_insert(
        &mut self,
        key: K,
        value: V,
        flags: Flags,
    ) -> Result<Option<RBTreeNode<K, V>>> {
        Ok(self.insert(RBTreeNode::new(key, value, flags)?))
    }

    /// Inserts an entry. Returns the entry with the same key that was there before.
    pub fn insert(&mut self, node: RBTreeNode<K, V>) -> Option<RBTreeNode<K, V>> {
        match self.root.find_mut(node.key()) {
            Ok(old) => Some(old.replace(node)),
            Err(place) => {
                place.fill(node);
                None
            }
        }
    }

    /// Finds a key's place, taken or not.
    pub fn entry(&mut self, key: K) -> Entry<'_, K, V> {
        match self.root.find_mut(&key) {
            Ok(node) => Entry::Occupied(OccupiedEntry { node }),
            Err(place) => Entry::Vacant(VacantEntry { place, key }),
        }
    }

    /// Finds an entry, exclusively.
    pub fn find_mut(&mut self, key: &K) -> Option<OccupiedEntry<'_, K, V>> {
        let node = self.root.find_mut(key).ok()?;
        Some(OccupiedEntry { node })
    }

    /// Finds a value.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.root.find(key).map(|node| node.pair().1)
    }

    /// Finds a value, which may be changed.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.find_mut(key).map(OccupiedEntry::into_mut)
    }

    /// Removes an entry, and returns it with its memory.
    pub fn remove_node(&mut self, key: &K) -> Option<RBTreeNode<K, V>> {
        self.find_mut(key).map(OccupiedEntry::remove_node)
    }

    /// Removes an entry, and returns the value.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        self.find_mut(key).map(OccupiedEntry::remove)
    }

    /// The entry with the least key that is not less than `key`, exclusively.
    pub fn cursor_lower_bound_mut(&mut self, key: &K) -> Option<CursorMut<'_, K, V>>
    where
        K: Ord,
    {
        let node = self.root.lower_bound_mut(key)?;
        Some(CursorMut { node })
    }

    /// The entry with the least key that is not less than `key`.
    pub fn cursor_lower_bound(&self, key: &K) -> Option<Cursor<'_, K, V>>
    where
        K: Ord,
    {
        let node = self.root.lower_bound(key)?;
        Some(Cursor { node })
    }
}

impl<K, V> Default for RBTree<K, V> {
    fn default() -> Self {
        Self::new()
    }
}
