// SPDX-License-Identifier: GPL-2.0-only

//! Entries of the file system.
//!
//! # Safety
//!
//! An [`Entry`] owns what C made, an error pointer included, and the nodes of the files in it. The
//! nodes live until the entry was removed.

#![allow(unsafe_code)]

use super::node::Node;
use crate::{
    alloc::{flags::GFP_KERNEL, KBox},
    error::code::ENOMEM,
    str::CStr,
    sync::Arc,
};
use core::ptr::{from_ref, null_mut};

/// A folder or a file, removed when it is dropped, with all that is in it.
///
/// What could not be made is an error pointer of C's, which C's functions ignore: nobody depends on
/// this file system.
///
/// # Invariants
///
/// `dentry` is an error, or what this value owns. `nodes` has those of all files in it.
pub(super) struct Entry {
    dentry: *mut bindings::dentry,
    nodes: Option<KBox<Node>>,
    /// A folder stays until all that was made in it is gone.
    _parent: Option<Arc<Entry>>,
}

// SAFETY: An entry may be removed by any task.
unsafe impl Send for Entry {}

// SAFETY: C has its own locks for entries.
unsafe impl Sync for Entry {}

/// Makes a folder.
pub(super) fn make_folder(name: &CStr, parent: *mut bindings::dentry) -> *mut bindings::dentry {
    // SAFETY: The name is a C string, of which C makes a copy. The parent is null for the root, an
    // error, or alive, as the callers' entries are.
    unsafe { bindings::debugfs_create_dir(name.as_ptr().cast(), parent) }
}

/// Makes a file; returns it, with what must live as long. `None` without memory.
///
/// # Safety
///
/// The file must be removed before the values are gone that the node is for.
pub(super) unsafe fn make_file(
    name: &CStr,
    parent: *mut bindings::dentry,
    node: Node,
) -> Option<(*mut bindings::dentry, KBox<Node>)> {
    let node = KBox::new(node, GFP_KERNEL).ok()?;
    let (mode, table) = node.file();
    // SAFETY: The name is a C string, of which C makes a copy; for the parent see `make_folder()`. The
    // table lives forever, and the node as long as the file, which the caller sees to.
    let dentry = unsafe {
        bindings::debugfs_create_plain_file(
            name.as_ptr().cast(),
            mode,
            parent,
            from_ref::<Node>(&node).cast_mut().cast(),
            table,
        )
    };
    Some((dentry, node))
}

impl Entry {
    /// A folder, in the root or in another one.
    pub(super) fn folder(name: &CStr, parent: Option<Arc<Entry>>) -> Self {
        let dentry = make_folder(name, parent.as_ref().map_or(null_mut(), |p| p.dentry()));
        // INVARIANT: C has just made it, or not; there are no files in it.
        Self {
            dentry,
            nodes: None,
            _parent: parent,
        }
    }

    /// A file. Without memory there is none.
    ///
    /// # Safety
    ///
    /// The entry must be dropped before the values are gone that the node is for.
    pub(super) unsafe fn file(name: &CStr, parent: Arc<Entry>, node: Node) -> Self {
        // SAFETY: The caller's promise: dropping the entry removes the file.
        let made = unsafe { make_file(name, parent.dentry(), node) };
        let (dentry, nodes) = made.map_or((ENOMEM.to_ptr(), None), |(d, n)| (d, Some(n)));
        // INVARIANT: C has just made it, or not; its node is there.
        Self {
            dentry,
            nodes,
            _parent: Some(parent),
        }
    }

    /// None. What is made in it is not there either.
    pub(super) fn none() -> Self {
        // INVARIANT: An error owns nothing.
        Self {
            dentry: ENOMEM.to_ptr(),
            nodes: None,
            _parent: None,
        }
    }

    /// The entry, for C.
    pub(super) fn dentry(&self) -> *mut bindings::dentry {
        self.dentry
    }

    /// Takes nodes over that are to live as long as the entry.
    pub(super) fn keep(&mut self, nodes: Option<KBox<Node>>) {
        self.nodes = nodes;
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        // SAFETY: By the type's invariant it is ours, or nothing. C removes all that is in it, and
        // waits for functions of the files that are running. The nodes are dropped afterwards.
        unsafe { bindings::debugfs_remove(self.dentry) };
        // One after the other: a chain that drops itself may need much of the stack.
        while let Some(mut node) = self.nodes.take() {
            self.nodes = node.next.take();
        }
    }
}
