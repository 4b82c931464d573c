// SPDX-License-Identifier: GPL-2.0-only

//! Balanced trees of nodes that their users embed.
//!
//! The balance comes from numbers drawn at random, one a node: a parent's is never less than its
//! children's. So the shape changes with each insertion and removal, as it does in C, and nobody can
//! rely on it. [`rb_mistakes`] tells of nodes used where they are not.

use std::{cell::Cell, ptr};

/// `struct rb_node`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct rb_node {
    parent: *mut rb_node,
    pub rb_right: *mut rb_node,
    pub rb_left: *mut rb_node,
    weight: u32,
}

impl Default for rb_node {
    fn default() -> Self {
        rb_node {
            parent: ptr::null_mut(),
            rb_right: ptr::null_mut(),
            rb_left: ptr::null_mut(),
            weight: 0,
        }
    }
}

/// `struct rb_root`.
#[repr(C)]
pub struct rb_root {
    pub rb_node: *mut rb_node,
}

std::thread_local! {
    static SEED: Cell<u32> = const { Cell::new(0x9e37_79b9) };
    static MISTAKES: Cell<usize> = const { Cell::new(0) };
}

/// How often this thread used a node that is not in the tree, since the last question.
pub fn rb_mistakes() -> usize {
    MISTAKES.take()
}

fn draw() -> u32 {
    let mut x = SEED.get();
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    SEED.set(x);
    x
}

/// The link that leads to a node.
///
/// # Safety
///
/// The node is in the tree.
unsafe fn link_to(node: *mut rb_node, root: *mut rb_root) -> *mut *mut rb_node {
    // SAFETY: By the safety requirement.
    unsafe {
        let parent = (*node).parent;
        let link = if parent.is_null() {
            &raw mut (*root).rb_node
        } else if (*parent).rb_left == node {
            &raw mut (*parent).rb_left
        } else {
            &raw mut (*parent).rb_right
        };
        if *link != node {
            MISTAKES.set(MISTAKES.get() + 1);
        }
        link
    }
}

/// Swaps a node with its parent.
///
/// # Safety
///
/// The node is in the tree and has a parent.
unsafe fn rise(node: *mut rb_node, root: *mut rb_root) {
    // SAFETY: By the safety requirement.
    unsafe {
        let parent = (*node).parent;
        let link = link_to(parent, root);
        let moved = if (*parent).rb_left == node {
            (*parent).rb_left = (*node).rb_right;
            std::mem::replace(&mut (*node).rb_right, parent)
        } else {
            (*parent).rb_right = (*node).rb_left;
            std::mem::replace(&mut (*node).rb_left, parent)
        };
        if !moved.is_null() {
            (*moved).parent = parent;
        }
        (*node).parent = (*parent).parent;
        (*parent).parent = node;
        *link = node;
    }
}

/// # Safety
///
/// `node` is new, and `link`, a null link of `parent` or the root, leads nowhere.
pub unsafe extern "C" fn rb_link_node(
    node: *mut rb_node,
    parent: *mut rb_node,
    link: *mut *mut rb_node,
) {
    // SAFETY: By the safety requirement.
    unsafe {
        assert!((*link).is_null(), "rb_link_node: not a free place");
        *node = rb_node {
            parent,
            weight: draw(),
            ..rb_node::default()
        };
        *link = node;
    }
}

/// # Safety
///
/// `node` has just been linked into the tree.
pub unsafe extern "C" fn rb_insert_color(node: *mut rb_node, root: *mut rb_root) {
    // SAFETY: By the safety requirement.
    unsafe {
        link_to(node, root);
        while !(*node).parent.is_null() && (*(*node).parent).weight < (*node).weight {
            rise(node, root);
        }
    }
}

/// # Safety
///
/// `node` is in the tree.
pub unsafe extern "C" fn rb_erase(node: *mut rb_node, root: *mut rb_root) {
    // SAFETY: By the safety requirement.
    unsafe {
        loop {
            let (left, right) = ((*node).rb_left, (*node).rb_right);
            let child = match (left.is_null(), right.is_null()) {
                (true, true) => break,
                (false, true) => left,
                (true, false) => right,
                _ if (*left).weight < (*right).weight => right,
                _ => left,
            };
            rise(child, root);
        }
        *link_to(node, root) = ptr::null_mut();
    }
}

/// # Safety
///
/// `victim` is in the tree and `new` is not.
pub unsafe extern "C" fn rb_replace_node(
    victim: *mut rb_node,
    new: *mut rb_node,
    root: *mut rb_root,
) {
    // SAFETY: By the safety requirement.
    unsafe {
        *link_to(victim, root) = new;
        *new = *victim;
        for child in [(*new).rb_left, (*new).rb_right] {
            if !child.is_null() {
                (*child).parent = new;
            }
        }
    }
}

/// The node at the end of a way down, which goes left where it can.
///
/// # Safety
///
/// `node` is null or in a tree.
unsafe fn bottom(mut node: *mut rb_node, way: &[bool]) -> *mut rb_node {
    if node.is_null() {
        return node;
    }
    loop {
        // SAFETY: By the safety requirement.
        let children = unsafe { [(*node).rb_left, (*node).rb_right] };
        let next = way.iter().map(|right| children[usize::from(*right)]);
        match next.into_iter().find(|child| !child.is_null()) {
            Some(child) => node = child,
            None => return node,
        }
    }
}

/// # Safety
///
/// `root` is a tree's.
pub unsafe extern "C" fn rb_first(root: *const rb_root) -> *mut rb_node {
    // SAFETY: By the safety requirement.
    unsafe { bottom((*root).rb_node, &[false]) }
}

/// # Safety
///
/// `root` is a tree's.
pub unsafe extern "C" fn rb_last(root: *const rb_root) -> *mut rb_node {
    // SAFETY: By the safety requirement.
    unsafe { bottom((*root).rb_node, &[true]) }
}

/// # Safety
///
/// `node` is in a tree.
unsafe fn walk(node: *const rb_node, right: bool) -> *mut rb_node {
    let mut node = node.cast_mut();
    let child = |node: *mut rb_node| {
        // SAFETY: A node of the tree.
        unsafe {
            if right {
                (*node).rb_right
            } else {
                (*node).rb_left
            }
        }
    };
    if !child(node).is_null() {
        // SAFETY: A node of the tree.
        return unsafe { bottom(child(node), &[!right]) };
    }
    loop {
        // SAFETY: A node of the tree.
        let parent = unsafe { (*node).parent };
        if parent.is_null() || child(parent) != node {
            return parent;
        }
        node = parent;
    }
}

/// # Safety
///
/// `node` is in a tree.
pub unsafe extern "C" fn rb_next(node: *const rb_node) -> *mut rb_node {
    // SAFETY: By the safety requirement.
    unsafe { walk(node, true) }
}

/// # Safety
///
/// `node` is in a tree.
pub unsafe extern "C" fn rb_prev(node: *const rb_node) -> *mut rb_node {
    // SAFETY: By the safety requirement.
    unsafe { walk(node, false) }
}

/// # Safety
///
/// `root` is a tree's.
pub unsafe extern "C" fn rb_first_postorder(root: *const rb_root) -> *mut rb_node {
    // SAFETY: By the safety requirement.
    unsafe { bottom((*root).rb_node, &[false, true]) }
}

/// # Safety
///
/// `node` is in a tree, and its parent is.
pub unsafe extern "C" fn rb_next_postorder(node: *const rb_node) -> *mut rb_node {
    // SAFETY: By the safety requirement.
    unsafe {
        let parent = (*node).parent;
        if !parent.is_null() && ptr::eq((*parent).rb_left, node) && !(*parent).rb_right.is_null() {
            return bottom((*parent).rb_right, &[false, true]);
        }
        parent
    }
}
