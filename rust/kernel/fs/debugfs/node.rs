// SPDX-License-Identifier: GPL-2.0-only

//! What can be done with a file.

use super::{
    entry::{Shower, Storer},
    traits::{BinaryReader, BinaryWriter, Reader, Writer},
};
use crate::{
    error::{code::EINVAL, Result},
    fmt,
    fs::{file::Offset, seq_file::SeqFile},
    uaccess::{UserSliceReader, UserSliceWriter},
};

/// What can be done with a file, and with which value, which lives for `'data`.
pub(super) struct Node<'data> {
    show: Option<Shower<'data>>,
    store: Option<Storer<'data>>,
    read: Option<&'data (dyn BinaryWriter + Sync)>,
    write: Option<&'data (dyn BinaryReader + Sync)>,
}

/// A node that is being made, for a `T` that lives for `'data`.
pub(super) struct NewNode<'data, T> {
    data: &'data T,
    node: Node<'data>,
}

impl<'data, T> NewNode<'data, T> {
    /// One of which nothing can be done.
    pub(super) const fn new(data: &'data T) -> Self {
        let node = Node {
            show: None,
            store: None,
            read: None,
            write: None,
        };
        NewNode { data, node }
    }

    /// The node, whose file is to be removed before `'data` ends.
    pub(super) const fn into_node(self) -> Node<'data> {
        self.node
    }
}

impl<'data, T: Sync + 'static> NewNode<'data, T> {
    /// Shows the value as text.
    pub(super) const fn text(self) -> Self
    where
        T: Writer,
    {
        self.text_by(&T::write)
    }

    /// Shows the value by a function.
    pub(super) const fn text_by<F>(mut self, by: &'static F) -> Self
    where
        F: Fn(&T, &mut fmt::Formatter<'_>) -> fmt::Result + Sync,
    {
        self.node.show = Some(Shower::to_show(self.data, by));
        self
    }

    /// Changes the value by text.
    pub(super) const fn store(self) -> Self
    where
        T: Reader,
    {
        self.store_by(&T::read_from_slice)
    }

    /// Changes the value by a function.
    pub(super) const fn store_by<W>(mut self, by: &'static W) -> Self
    where
        W: Fn(&T, &mut UserSliceReader) -> Result + Sync,
    {
        self.node.store = Some(Storer::to_store(self.data, by));
        self
    }

    /// Shows the value as bytes.
    pub(super) const fn bytes(mut self) -> Self
    where
        T: BinaryWriter,
    {
        self.node.read = Some(self.data);
        self
    }

    /// Changes the value by bytes.
    pub(super) const fn store_bytes(mut self) -> Self
    where
        T: BinaryReader,
    {
        self.node.write = Some(self.data);
        self
    }
}

impl Node<'_> {
    /// The permissions of the file.
    pub(super) fn mode(&self) -> bindings::umode_t {
        let readable = self.show.is_some() || self.read.is_some();
        let writable = self.store.is_some() || self.write.is_some();
        match (readable, writable) {
            (true, true) => 0o644,
            (true, false) => 0o444,
            (false, true) => 0o200,
            (false, false) => 0,
        }
    }

    /// Whether the file is shown as text.
    pub(super) fn is_text(&self) -> bool {
        self.show.is_some()
    }

    /// Shows the value as text.
    pub(super) fn show(&self, m: &SeqFile) {
        if let Some(show) = &self.show {
            m.call_printf(crate::prelude::fmt!("{}", show));
        }
    }

    /// Shows the value as bytes. Returns how many there were.
    pub(super) fn read(&self, mut to: UserSliceWriter, offset: &mut Offset) -> Result<usize> {
        self.read.ok_or(EINVAL)?.write_to_slice(&mut to, offset)
    }

    /// Changes the value. Returns how many bytes were used.
    pub(super) fn write(&self, mut from: UserSliceReader, offset: &mut Offset) -> Result<usize> {
        let count = from.len();
        match (self.write, &self.store) {
            (Some(write), _) => write.read_from_slice(&mut from, offset),
            (None, Some(store)) => store.store(&mut from).map(|()| count),
            (None, None) => Err(EINVAL),
        }
    }
}
