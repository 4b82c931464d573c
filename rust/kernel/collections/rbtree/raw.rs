// SPDX-License-Identifier: GPL-2.0-only

//! Where Rust meets C's red-black trees: nodes in a tree, and ways to hold them.
//!
//! # Safety
//!
//! All nodes below a [`Root`] are boxes that were given to it, linked as C wants them. A [`Linked`]
//! or [`LinkedMut`] is one of them, while the tree is borrowed.

#![allow(unsafe_code)]

use super::node::RBTreeNode;
use crate::alloc::{AllocError, Flags, KBox};
use core::{marker::PhantomData, mem::MaybeUninit, ptr};

/// C's part of a node. C writes it when the node is inserted.
#[repr(transparent)]
struct Links(MaybeUninit<bindings::rb_node>);

// SAFETY: The pointers inside are used by who has the tree, and mean nothing without it.
unsafe impl Send for Links {}

// SAFETY: As above.
unsafe impl Sync for Links {}

/// What is allocated for each entry of a tree.
#[repr(C)]
pub(super) struct Node<K, V> {
    /// At offset zero, so that the address of the links is that of the node.
    links: Links,
    pub(super) key: K,
    pub(super) value: V,
}

impl<K, V> Node<K, V> {
    /// A node that no tree refers to.
    #[inline]
    pub(super) fn new(key: K, value: V) -> Self {
        let links = Links(MaybeUninit::uninit());
        Node { links, key, value }
    }
}

/// Memory for a value, which is not there.
pub(super) struct Room<T>(KBox<MaybeUninit<T>>);

// SAFETY: There is no value in it: it is memory, which any thread may free.
unsafe impl<T> Send for Room<T> {}

// SAFETY: A shared one gives access to nothing.
unsafe impl<T> Sync for Room<T> {}

impl<T> Room<T> {
    /// Allocates the memory.
    #[inline]
    pub(super) fn new(flags: Flags) -> Result<Self, AllocError> {
        KBox::new_uninit(flags).map(Room)
    }

    /// Drops a value, and keeps its memory.
    #[inline]
    pub(super) fn of(value: KBox<T>) -> Self {
        Room(KBox::drop_contents(value))
    }

    /// Moves a value into the memory.
    #[inline]
    pub(super) fn fill(self, value: T) -> KBox<T> {
        KBox::write(self.0, value)
    }
}

/// The address of a node in a tree. Only `unsafe` functions use it, so that it may go anywhere.
///
/// # Invariants
///
/// It comes from [`KBox::into_raw`], or from a link of a tree, which leads to the same.
struct Ptr<K, V>(ptr::NonNull<Node<K, V>>);

impl<K, V> Clone for Ptr<K, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, V> Copy for Ptr<K, V> {}

// SAFETY: An address alone gives access to nothing.
unsafe impl<K, V> Send for Ptr<K, V> {}

// SAFETY: As above.
unsafe impl<K, V> Sync for Ptr<K, V> {}

/// One of the two ways along a tree.
#[derive(Clone, Copy)]
pub(super) enum Way {
    /// To greater keys.
    Next,
    /// To lesser keys.
    Prev,
}

impl<K, V> Ptr<K, V> {
    /// The node of a link; null is none.
    fn new(links: *mut bindings::rb_node) -> Option<Self> {
        // INVARIANT: The links of a tree lead to its nodes, whose links are at offset zero.
        ptr::NonNull::new(links.cast()).map(Ptr)
    }

    fn links(self) -> *mut bindings::rb_node {
        self.0.as_ptr().cast()
    }

    /// The neighbour in the order of keys.
    ///
    /// # Safety
    ///
    /// The node is in a tree, which does not change meanwhile.
    unsafe fn step(self, way: Way) -> Option<Self> {
        // SAFETY: `rb_next()` and `rb_prev()` read the links of a node in a tree and of others there.
        let links = unsafe {
            match way {
                Way::Next => bindings::rb_next(self.links()),
                Way::Prev => bindings::rb_prev(self.links()),
            }
        };
        Self::new(links)
    }

    /// The key and the value.
    ///
    /// # Safety
    ///
    /// The node is in a tree that is borrowed exclusively for `'a`, and nobody else has a reference to
    /// this node's key or value meanwhile.
    unsafe fn pair_mut<'a>(self) -> (&'a K, &'a mut V) {
        let node = self.0.as_ptr();
        // SAFETY: The caller's promise. The fields are borrowed, not the links, which change as other
        // nodes come and go.
        unsafe { (&(*node).key, &mut (*node).value) }
    }
}

/// A node in a tree that is borrowed for `'a`.
///
/// # Invariants
///
/// The node is in a tree that does not change during `'a`, nor do its values.
pub(super) struct Linked<'a, K, V> {
    ptr: Ptr<K, V>,
    _borrow: PhantomData<(&'a K, &'a V)>,
}

impl<K, V> Clone for Linked<'_, K, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, V> Copy for Linked<'_, K, V> {}

impl<'a, K, V> Linked<'a, K, V> {
    /// The neighbour in the order of keys.
    pub(super) fn step(self, way: Way) -> Option<Self> {
        // SAFETY: By the type's invariant the node is in a tree that does not change.
        let ptr = unsafe { self.ptr.step(way) }?;
        // INVARIANT: It is in the same tree.
        Some(Linked { ptr, ..self })
    }

    /// The child on that side.
    #[inline]
    fn child(self, way: Way) -> Option<Self> {
        let links = self.ptr.links();
        // SAFETY: By the type's invariant the node is in a tree, whose links do not change.
        let child = unsafe {
            match way {
                Way::Next => (*links).rb_right,
                Way::Prev => (*links).rb_left,
            }
        };
        let ptr = Ptr::new(child)?;
        // INVARIANT: It is in the same tree.
        Some(Linked { ptr, ..self })
    }

    /// The key and the value.
    pub(super) fn pair(self) -> (&'a K, &'a V) {
        let node = self.ptr.0.as_ptr();
        // SAFETY: By the type's invariant the node stays, and nobody changes its value during `'a`.
        // The key of a node never changes.
        unsafe { (&(*node).key, &(*node).value) }
    }
}

/// Where a key that is not in the tree belongs: below a node, which has no child on that side. There is
/// no node if the tree is empty.
type Slot<P> = (Option<P>, Way);

/// A tree's root.
///
/// # Invariants
///
/// All nodes in the tree were boxes, which belong to the root.
pub(super) struct Root<K, V> {
    root: bindings::rb_root,
    _owned: PhantomData<KBox<(K, V)>>,
}

// SAFETY: It owns keys and values, and frees them in whatever thread it is dropped.
unsafe impl<K: Send, V: Send> Send for Root<K, V> {}

// SAFETY: A shared root gives shared keys and values. Nothing changes the links meanwhile.
unsafe impl<K: Sync, V: Sync> Sync for Root<K, V> {}

impl<K, V> Root<K, V> {
    pub(super) const fn new() -> Self {
        // INVARIANT: There are no nodes.
        Root {
            root: bindings::rb_root {
                rb_node: ptr::null_mut(),
            },
            _owned: PhantomData,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.root.rb_node.is_null()
    }

    /// The node from which a walk starts that goes this way.
    pub(super) fn end(&self, way: Way) -> Option<Linked<'_, K, V>> {
        // SAFETY: The functions read the root, which is borrowed, and the links of its nodes.
        let links = unsafe {
            match way {
                Way::Next => bindings::rb_first(&self.root),
                Way::Prev => bindings::rb_last(&self.root),
            }
        };
        let ptr = Ptr::new(links)?;
        // INVARIANT: The node is in this tree, which is borrowed as long as the result lives.
        Some(Linked {
            ptr,
            _borrow: PhantomData,
        })
    }

    /// All nodes, to be changed.
    pub(super) fn walk_mut(&mut self) -> Walk<'_, K, V> {
        // INVARIANT: It is the first node of the tree.
        Walk {
            next: self.end(Way::Next).map(|node| node.ptr),
            _borrow: PhantomData,
        }
    }

    /// As [`end`](Self::end), borrowed exclusively.
    pub(super) fn end_mut(&mut self, way: Way) -> Option<LinkedMut<'_, K, V>> {
        let ptr = self.end(way)?.ptr;
        // INVARIANT: The node is in this tree.
        Some(LinkedMut { root: self, ptr })
    }

    /// Goes down from the root. Returns the node with this key, or where it belongs.
    ///
    /// If keys compare without order it returns any node, or any free place.
    fn descend(&self, key: &K) -> Result<Linked<'_, K, V>, Slot<Linked<'_, K, V>>>
    where
        K: Ord,
    {
        let mut slot = (None, Way::Prev);
        // INVARIANT: The node is in this tree, which is borrowed as long as the result lives.
        let mut next = Ptr::new(self.root.rb_node).map(|ptr| Linked {
            ptr,
            _borrow: PhantomData,
        });
        while let Some(node) = next {
            let order = key.cmp(node.pair().0);
            // Of a match the compiler would make the value of `order` first.
            if order.is_lt() {
                slot = (Some(node), Way::Prev);
                next = node.child(Way::Prev);
            } else if order.is_gt() {
                slot = (Some(node), Way::Next);
                next = node.child(Way::Next);
            } else {
                return Ok(node);
            }
        }
        Err(slot)
    }

    /// The node with this key.
    pub(super) fn find(&self, key: &K) -> Option<Linked<'_, K, V>>
    where
        K: Ord,
    {
        self.descend(key).ok()
    }

    /// The node with this key, or the place where it belongs.
    pub(super) fn find_mut(&mut self, key: &K) -> Result<LinkedMut<'_, K, V>, Vacant<'_, K, V>>
    where
        K: Ord,
    {
        match self.descend(key) {
            Ok(node) => {
                let ptr = node.ptr;
                // INVARIANT: The node is in this tree.
                Ok(LinkedMut { root: self, ptr })
            }
            Err((parent, side)) => {
                let slot = (parent.map(|node| node.ptr), side);
                // INVARIANT: The way down ended there, and the tree is borrowed exclusively from here on.
                Err(Vacant { root: self, slot })
            }
        }
    }

    /// The first node whose key is not less than this one.
    pub(super) fn lower_bound(&self, key: &K) -> Option<Linked<'_, K, V>>
    where
        K: Ord,
    {
        match self.descend(key) {
            Ok(node) => Some(node),
            Err((parent, Way::Prev)) => parent,
            Err((parent, Way::Next)) => parent?.step(Way::Next),
        }
    }

    /// The first node whose key is not less than this one, borrowed exclusively.
    pub(super) fn lower_bound_mut(&mut self, key: &K) -> Option<LinkedMut<'_, K, V>>
    where
        K: Ord,
    {
        let ptr = self.lower_bound(key)?.ptr;
        // INVARIANT: The node is in this tree.
        Some(LinkedMut { root: self, ptr })
    }
}

impl<K, V> Drop for Root<K, V> {
    // Once for a type: each way out of a function drops.
    #[inline(never)]
    fn drop(&mut self) {
        // SAFETY: The function reads the root and the links of its nodes. Children come before their
        // parents, so that a node is not looked at after it was freed.
        let mut next = Ptr::<K, V>::new(unsafe { bindings::rb_first_postorder(&self.root) });
        while let Some(ptr) = next {
            // SAFETY: By the type's invariant the node was a box. It and its parent have not been freed yet.
            // When the walk has passed it nothing leads to it any more: the root ends here.
            let (after, node) = unsafe {
                let after = bindings::rb_next_postorder(ptr.links());
                (after, KBox::from_raw(ptr.0.as_ptr()))
            };
            next = Ptr::new(after);
            drop(node);
        }
    }
}

/// The nodes from one on, of a tree that is borrowed exclusively for `'a`.
///
/// # Invariants
///
/// `next` is in the tree. Neither it nor any node after it was yielded.
pub(super) struct Walk<'a, K, V> {
    next: Option<Ptr<K, V>>,
    _borrow: PhantomData<(&'a K, &'a mut V)>,
}

impl<'a, K, V> Walk<'a, K, V> {
    /// The key and the value of the next node.
    pub(super) fn step(&mut self) -> Option<(&'a K, &'a mut V)> {
        let node = self.next?;
        // INVARIANT: The node that is yielded lies before the next one.
        // SAFETY: The node is in a tree that is borrowed exclusively and does not change during `'a`, and
        // has not been yielded before.
        unsafe {
            self.next = node.step(Way::Next);
            Some(node.pair_mut())
        }
    }
}

/// A node in a tree that is borrowed exclusively for `'a`.
///
/// # Invariants
///
/// The node is in the tree.
pub(super) struct LinkedMut<'a, K, V> {
    root: &'a mut Root<K, V>,
    ptr: Ptr<K, V>,
}

impl<'a, K, V> LinkedMut<'a, K, V> {
    /// The same node, for reading.
    pub(super) fn as_ref(&self) -> Linked<'_, K, V> {
        // INVARIANT: The node is in the tree, which is borrowed as long as the result lives.
        Linked {
            ptr: self.ptr,
            _borrow: PhantomData,
        }
    }

    /// The key and the value.
    pub(super) fn pair_mut(&mut self) -> (&K, &mut V) {
        self.reborrow().into_pair()
    }

    /// The same node, while this one waits.
    fn reborrow(&mut self) -> LinkedMut<'_, K, V> {
        let LinkedMut { root, ptr } = self;
        // INVARIANT: The node is in the tree.
        LinkedMut { root, ptr: *ptr }
    }

    /// The key and the value.
    pub(super) fn into_pair(self) -> (&'a K, &'a mut V) {
        // SAFETY: The tree, and with it the value, is borrowed exclusively for `'a`.
        unsafe { self.ptr.pair_mut() }
    }

    /// The neighbour in the order of keys.
    pub(super) fn step_into(self, way: Way) -> Option<Self> {
        let ptr = self.as_ref().step(way)?.ptr;
        // INVARIANT: A neighbour is in the same tree.
        Some(LinkedMut {
            root: self.root,
            ptr,
        })
    }

    /// The neighbour in the order of keys, while this node waits.
    pub(super) fn step(&mut self, way: Way) -> Option<LinkedMut<'_, K, V>> {
        self.reborrow().step_into(way)
    }

    /// Takes the node out, and goes to the next one, or the previous one if there is none.
    pub(super) fn remove(self) -> (Option<Self>, RBTreeNode<K, V>) {
        let node = self.as_ref();
        let neighbour = node.step(Way::Next).or_else(|| node.step(Way::Prev));
        let neighbour = neighbour.map(|node| node.ptr);
        // SAFETY: By the type's invariant the node is in this tree, which is borrowed exclusively. It was a
        // box that belongs to the root, which gives it up when it is taken out.
        let node = unsafe {
            bindings::rb_erase(self.ptr.links(), &mut self.root.root);
            KBox::from_raw(self.ptr.0.as_ptr())
        };
        let root = self.root;
        // INVARIANT: The neighbour is still in the tree.
        (
            neighbour.map(|ptr| LinkedMut { root, ptr }),
            RBTreeNode { node },
        )
    }

    /// Puts another node with an equal key in the place of this one, which is returned.
    pub(super) fn replace(self, node: RBTreeNode<K, V>) -> RBTreeNode<K, V> {
        let new = KBox::into_raw(node.node);
        // INVARIANT: The node was a box, and the root takes it.
        // SAFETY: The old node is in this tree, which is borrowed exclusively. `rb_replace_node()`
        // copies its links to the new one and makes all that led to the old one lead there. It was a box
        // that belongs to the root, which gives it up then.
        let node = unsafe {
            bindings::rb_replace_node(self.ptr.links(), new.cast(), &mut self.root.root);
            KBox::from_raw(self.ptr.0.as_ptr())
        };
        RBTreeNode { node }
    }
}

/// A free place in a tree that is borrowed exclusively for `'a`.
///
/// # Invariants
///
/// The tree has no node at `slot`.
pub(super) struct Vacant<'a, K, V> {
    root: &'a mut Root<K, V>,
    slot: Slot<Ptr<K, V>>,
}

impl<'a, K, V> Vacant<'a, K, V> {
    /// Puts a node there.
    pub(super) fn fill(self, node: RBTreeNode<K, V>) -> LinkedMut<'a, K, V> {
        // INVARIANT: The node was a box.
        let ptr = Ptr(ptr::NonNull::from(KBox::leak(node.node)));
        let (parent, side) = self.slot;
        let parent = parent.map_or(ptr::null_mut(), Ptr::links);
        let root = &raw mut self.root.root;
        // INVARIANT: The root takes the box.
        // SAFETY: The root is borrowed exclusively. The parent, if there is one, is in the tree, and by the
        // type's invariant its link on that side is null; without one the tree is empty. The node is
        // new: `rb_link_node()` writes its links and the one that leads there, after which
        // `rb_insert_color()` balances the tree.
        unsafe {
            let link = if parent.is_null() {
                &raw mut (*root).rb_node
            } else {
                match side {
                    Way::Prev => &raw mut (*parent).rb_left,
                    Way::Next => &raw mut (*parent).rb_right,
                }
            };
            bindings::rb_link_node(ptr.links(), parent, link);
            bindings::rb_insert_color(ptr.links(), root);
        }
        // INVARIANT: It is in the tree.
        LinkedMut {
            root: self.root,
            ptr,
        }
    }
}
