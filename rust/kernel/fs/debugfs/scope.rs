// SPDX-License-Identifier: GPL-2.0-only

//! Values that have a folder of files about them.
//!
//! # Safety
//!
//! The files of a [`Scope`] are removed before its value is dropped, which does not move.

#![allow(unsafe_code)]

use super::{
    entry::{make_file, make_folder, Entry},
    node::{NewNode, Node},
    traits::{BinaryReader, BinaryWriter, Reader, Writer},
};
use crate::{alloc::KBox, error::Result, fmt, str::CStr, sync::Arc, uaccess::UserSliceReader};
use core::{
    cell::Cell,
    marker::{PhantomData, PhantomPinned},
    ops::Deref,
};
use pin_init::{pin_data, pin_init, PinInit};

/// A value, and files about it, which are there as long as the value is.
///
/// [`Dir::scope`](super::Dir::scope) and [`Scope::dir`] make one with a folder.
#[pin_data]
pub struct Scope<T> {
    // Dropped first.
    entry: Entry,
    #[pin]
    data: T,
    #[pin]
    _pin: PhantomPinned,
}

impl<'a, T: 'a> Scope<T> {
    /// Makes the value, and then its entry.
    fn new<E: 'a>(
        data: impl PinInit<T, E> + 'a,
        entry: impl FnOnce(&T) -> Entry + 'a,
    ) -> impl PinInit<Self, E> + 'a {
        pin_init!(Self {
            data <- data,
            entry: entry(&data),
            _pin: PhantomPinned,
        }? E)
    }

    /// Makes a value with a file in a folder, if there is one. `node` says what can be done with it.
    pub(super) fn with_file<E: 'a>(
        data: impl PinInit<T, E> + 'a,
        folder: Option<&'a Arc<Entry>>,
        name: &'a CStr,
        node: impl for<'data> FnOnce(NewNode<'data, T>) -> NewNode<'data, T> + 'a,
    ) -> impl PinInit<Self, E> + 'a {
        let entry = move |data: &T| match folder {
            Some(folder) => {
                let node = node(NewNode::new(data)).into_node();
                // SAFETY: The entry will be that of the scope, and is dropped before the value, which is
                // what the node is for: it is for what lives during any `'data` that the value does.
                unsafe { Entry::file(name, folder.clone(), node) }
            }
            None => Entry::none(),
        };
        Self::new(data, entry)
    }

    pub(super) fn in_folder<E: 'a, F>(
        data: impl PinInit<T, E> + 'a,
        folder: impl FnOnce() -> Entry + 'a,
        init: F,
    ) -> impl PinInit<Self, E> + 'a
    where
        F: for<'data, 'dir> FnOnce(&'data T, &'dir ScopedDir<'data, 'dir>) + 'a,
    {
        let entry = move |data: &T| {
            let mut entry = folder();
            let nodes = Cell::new(None);
            init(
                data,
                &ScopedDir {
                    dentry: entry.dentry(),
                    nodes: &nodes,
                    _data: PhantomData,
                },
            );
            entry.keep(nodes.into_inner());
            entry
        };
        Self::new(data, entry)
    }

    /// Makes a value with a folder in the root.
    ///
    /// `init` makes the files. What cannot be made is missing, and that is no error.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn dir<E: 'a, F>(
        data: impl PinInit<T, E> + 'a,
        name: &'a CStr,
        init: F,
    ) -> impl PinInit<Self, E> + 'a
    where
        F: for<'data, 'dir> FnOnce(&'data T, &'dir ScopedDir<'data, 'dir>) + 'a,
    {
        Self::in_folder(data, || Entry::folder(name, None), init)
    }
}

impl<T> Deref for Scope<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}

/// A folder that lives as long as the [`Scope`] it is in, for values that do so as well.
pub struct ScopedDir<'data, 'dir> {
    dentry: *mut bindings::dentry,
    /// Those of the files in the scope.
    nodes: &'dir Cell<Option<KBox<Node>>>,
    _data: PhantomData<fn(&'data ()) -> &'dir ()>,
}

impl<'data, 'dir> ScopedDir<'data, 'dir> {
    /// Makes a folder in this one.
    pub fn dir<'dir2>(&'dir2 self, name: &CStr) -> ScopedDir<'data, 'dir2> {
        ScopedDir {
            dentry: make_folder(name, self.dentry),
            nodes: self.nodes,
            _data: PhantomData,
        }
    }

    fn file<T>(&self, name: &CStr, node: NewNode<'data, T>) {
        // SAFETY: The node is for what lives during `'data`, which may be as short as the life of the
        // scope's value: so it is the value, a part of it, or what lives forever. The files of the
        // scope are removed first.
        if let Some((_, mut node)) = unsafe { make_file(name, self.dentry, node.into_node()) } {
            node.next = self.nodes.take();
            self.nodes.set(Some(node));
        }
    }

    /// Makes a file that shows a value as text.
    pub fn read_only_file<T: Writer + Send + Sync + 'static>(&self, name: &CStr, data: &'data T) {
        self.file(name, NewNode::new(data).text());
    }

    /// Makes a file that shows a value as bytes.
    pub fn read_binary_file<T: BinaryWriter + Send + Sync + 'static>(
        &self,
        name: &CStr,
        data: &'data T,
    ) {
        self.file(name, NewNode::new(data).bytes());
    }

    /// Makes a file that a function shows.
    pub fn read_callback_file<T, F>(&self, name: &CStr, data: &'data T, f: &'static F)
    where
        T: Send + Sync + 'static,
        F: Fn(&T, &mut fmt::Formatter<'_>) -> fmt::Result + Send + Sync,
    {
        self.file(name, NewNode::new(data).text_by(f));
    }

    /// Makes a file that shows a value as text, and changes it.
    pub fn read_write_file<T: Writer + Reader + Send + Sync + 'static>(
        &self,
        name: &CStr,
        data: &'data T,
    ) {
        self.file(name, NewNode::new(data).text().store());
    }

    /// Makes a file that shows a value as bytes, and changes it.
    pub fn read_write_binary_file<T: BinaryWriter + BinaryReader + Send + Sync + 'static>(
        &self,
        name: &CStr,
        data: &'data T,
    ) {
        self.file(name, NewNode::new(data).bytes().store_bytes());
    }

    /// Makes a file that one function shows and another one changes.
    pub fn read_write_callback_file<T, F, W>(
        &self,
        name: &CStr,
        data: &'data T,
        f: &'static F,
        w: &'static W,
    ) where
        T: Send + Sync + 'static,
        F: Fn(&T, &mut fmt::Formatter<'_>) -> fmt::Result + Send + Sync,
        W: Fn(&T, &mut UserSliceReader) -> Result + Send + Sync,
    {
        self.file(name, NewNode::new(data).text_by(f).store_by(w));
    }

    /// Makes a file that changes a value by text.
    pub fn write_only_file<T: Reader + Send + Sync + 'static>(&self, name: &CStr, data: &'data T) {
        self.file(name, NewNode::new(data).store());
    }

    /// Makes a file that changes a value by bytes.
    pub fn write_binary_file<T: BinaryReader + Send + Sync + 'static>(
        &self,
        name: &CStr,
        data: &'data T,
    ) {
        self.file(name, NewNode::new(data).store_bytes());
    }

    /// Makes a file that a function changes.
    pub fn write_only_callback_file<T, W>(&self, name: &CStr, data: &'data T, w: &'static W)
    where
        T: Send + Sync + 'static,
        W: Fn(&T, &mut UserSliceReader) -> Result + Send + Sync,
    {
        self.file(name, NewNode::new(data).store_by(w));
    }
}
