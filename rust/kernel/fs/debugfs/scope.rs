// SPDX-License-Identifier: GPL-2.0-only

//! Values that have a folder of files about them.

pub use super::entry::{Scope, ScopedDir};

use super::{
    entry::Entry,
    node::NewNode,
    traits::{BinaryReader, BinaryWriter, Reader, Writer},
};
use crate::{error::Result, fmt, str::CStr, uaccess::UserSliceReader};
use pin_init::PinInit;

impl<'a, T: 'static> Scope<T> {
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

impl<'data> ScopedDir<'data, '_> {
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
