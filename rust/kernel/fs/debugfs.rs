// SPDX-License-Identifier: GPL-2.0-only

//! Files for those who debug the kernel, below `/sys/kernel/debug`.
//!
//! Nothing depends on such a file: one that cannot be made is missing, without an error, and so are all
//! of them in a kernel without `CONFIG_DEBUG_FS`.
//!
//! A [`File`] holds a value of its own. A [`Scope`] holds a value with any number of files about its
//! parts. Either is removed before its value is dropped, and waits for those who read or write. Files of
//! statics, with names that are known, are in a [`Folder`] of [`debugfs_folder!`], which is data and no code.
//!
//! C header: [`include/linux/debugfs.h`](srctree/include/linux/debugfs.h)
//!
//! # Examples
//!
//! ```
//! use kernel::{
//!     debugfs::{Dir, File, Scope},
//!     new_mutex,
//!     prelude::*,
//!     sync::{atomic::{Atomic, Relaxed}, Mutex},
//! };
//!
//! let dir = Dir::new(c"doc-debugfs");
//! let hits = KBox::pin_init(dir.read_only_file(c"hits", Atomic::new(7u64)), GFP_KERNEL)?;
//! hits.add(1, Relaxed);
//! assert_eq!(hits.load(Relaxed), 8);
//!
//! #[pin_data]
//! struct Limits {
//!     low: u32,
//!     #[pin]
//!     high: Mutex<u32>,
//! }
//!
//! let limits = pin_init!(Limits { low: 1, high <- new_mutex!(9) });
//! let limits = KBox::pin_init(
//!     dir.scope(limits, c"limits", |limits, dir| {
//!         dir.read_only_file(c"low", &limits.low);
//!         dir.read_write_file(c"high", &limits.high);
//!     }),
//!     GFP_KERNEL,
//! )?;
//! assert_eq!((limits.low, *limits.high.lock()), (1, 9));
//! # Ok::<(), Error>(())
//! ```

mod entry;
mod fixed;
mod node;
mod scope;
mod traits;

pub use self::fixed::{FixedFile, Folder};
pub use self::scope::{Scope, ScopedDir};
pub use self::traits::{BinaryReader, BinaryReaderMut, BinaryWriter, Reader, Writer};
pub use crate::debugfs_folder;

use self::{entry::Entry, node::NewNode};
use crate::{
    alloc::flags::GFP_KERNEL, error::Result, fmt, str::CStr, sync::Arc, uaccess::UserSliceReader,
};
use core::ops::Deref;
use pin_init::{pin_data, pin_init, PinInit};

/// A folder, removed when it, its clones and all that was made in it are gone.
#[derive(Clone)]
pub struct Dir(Option<Arc<Entry>>);

/// A value with a file, removed when it is dropped.
#[pin_data]
pub struct File<T> {
    #[pin]
    scope: Scope<T>,
}

impl<T> Deref for File<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.scope
    }
}

impl Dir {
    /// Makes a folder in the root.
    ///
    /// # Context
    ///
    /// May sleep, and so may all functions here, and those that drop what they make.
    pub fn new(name: &CStr) -> Self {
        Self(Arc::new(Entry::folder(name, None), GFP_KERNEL).ok())
    }

    /// Makes a folder in this one.
    pub fn subdir(&self, name: &CStr) -> Self {
        let parent = self.0.clone();
        // Without a folder there is none in it.
        Self(parent.and_then(|parent| Arc::new(Entry::folder(name, Some(parent)), GFP_KERNEL).ok()))
    }

    fn file<'a, T: 'static, E: 'a>(
        &'a self,
        name: &'a CStr,
        data: impl PinInit<T, E> + 'a,
        node: impl for<'data> FnOnce(NewNode<'data, T>) -> NewNode<'data, T> + 'a,
    ) -> impl PinInit<File<T>, E> + 'a {
        let scope = Scope::with_file(data, self.0.as_ref(), name, node);
        pin_init!(File { scope <- scope }? E)
    }

    /// Makes a file that shows a value as text.
    pub fn read_only_file<'a, T, E: 'a>(
        &'a self,
        name: &'a CStr,
        data: impl PinInit<T, E> + 'a,
    ) -> impl PinInit<File<T>, E> + 'a
    where
        T: Writer + Send + Sync + 'static,
    {
        self.file(name, data, |node| node.text())
    }

    /// Makes a file that shows a value as bytes.
    pub fn read_binary_file<'a, T, E: 'a>(
        &'a self,
        name: &'a CStr,
        data: impl PinInit<T, E> + 'a,
    ) -> impl PinInit<File<T>, E> + 'a
    where
        T: BinaryWriter + Send + Sync + 'static,
    {
        self.file(name, data, |node| node.bytes())
    }

    /// Makes a file that a function shows.
    pub fn read_callback_file<'a, T, E: 'a, F>(
        &'a self,
        name: &'a CStr,
        data: impl PinInit<T, E> + 'a,
        f: &'static F,
    ) -> impl PinInit<File<T>, E> + 'a
    where
        T: Send + Sync + 'static,
        F: Fn(&T, &mut fmt::Formatter<'_>) -> fmt::Result + Send + Sync,
    {
        self.file(name, data, move |node| node.text_by(f))
    }

    /// Makes a file that shows a value as text, and changes it.
    pub fn read_write_file<'a, T, E: 'a>(
        &'a self,
        name: &'a CStr,
        data: impl PinInit<T, E> + 'a,
    ) -> impl PinInit<File<T>, E> + 'a
    where
        T: Writer + Reader + Send + Sync + 'static,
    {
        self.file(name, data, |node| node.text().store())
    }

    /// Makes a file that shows a value as bytes, and changes it.
    pub fn read_write_binary_file<'a, T, E: 'a>(
        &'a self,
        name: &'a CStr,
        data: impl PinInit<T, E> + 'a,
    ) -> impl PinInit<File<T>, E> + 'a
    where
        T: BinaryWriter + BinaryReader + Send + Sync + 'static,
    {
        self.file(name, data, |node| node.bytes().store_bytes())
    }

    /// Makes a file that one function shows and another one changes.
    pub fn read_write_callback_file<'a, T, E: 'a, F, W>(
        &'a self,
        name: &'a CStr,
        data: impl PinInit<T, E> + 'a,
        f: &'static F,
        w: &'static W,
    ) -> impl PinInit<File<T>, E> + 'a
    where
        T: Send + Sync + 'static,
        F: Fn(&T, &mut fmt::Formatter<'_>) -> fmt::Result + Send + Sync,
        W: Fn(&T, &mut UserSliceReader) -> Result + Send + Sync,
    {
        self.file(name, data, move |node| node.text_by(f).store_by(w))
    }

    /// Makes a file that changes a value by text.
    pub fn write_only_file<'a, T, E: 'a>(
        &'a self,
        name: &'a CStr,
        data: impl PinInit<T, E> + 'a,
    ) -> impl PinInit<File<T>, E> + 'a
    where
        T: Reader + Send + Sync + 'static,
    {
        self.file(name, data, |node| node.store())
    }

    /// Makes a file that changes a value by bytes.
    pub fn write_binary_file<'a, T, E: 'a>(
        &'a self,
        name: &'a CStr,
        data: impl PinInit<T, E> + 'a,
    ) -> impl PinInit<File<T>, E> + 'a
    where
        T: BinaryReader + Send + Sync + 'static,
    {
        self.file(name, data, |node| node.store_bytes())
    }

    /// Makes a file that a function changes.
    pub fn write_callback_file<'a, T, E: 'a, W>(
        &'a self,
        name: &'a CStr,
        data: impl PinInit<T, E> + 'a,
        w: &'static W,
    ) -> impl PinInit<File<T>, E> + 'a
    where
        T: Send + Sync + 'static,
        W: Fn(&T, &mut UserSliceReader) -> Result + Send + Sync,
    {
        self.file(name, data, move |node| node.store_by(w))
    }

    /// Makes a value with a folder in this one. `init` makes the files.
    pub fn scope<'a, T: 'static, E: 'a, F>(
        &'a self,
        data: impl PinInit<T, E> + 'a,
        name: &'a CStr,
        init: F,
    ) -> impl PinInit<Scope<T>, E> + 'a
    where
        F: for<'data, 'dir> FnOnce(&'data T, &'dir ScopedDir<'data, 'dir>) + 'a,
    {
        let folder = move || match &self.0 {
            Some(parent) => Entry::folder(name, Some(parent.clone())),
            None => Entry::none(),
        };
        Scope::in_folder(data, folder, init)
    }
}
