// SPDX-License-Identifier: GPL-2.0-only

//! Folders that are written down in statics.

use super::{
    node::{NewNode, Node},
    traits::{BinaryReader, BinaryWriter, Reader, Writer},
};
use crate::{
    error::Result,
    fmt,
    fs::{fixed::Claim, Registered},
    str::CStr,
    uaccess::UserSliceReader,
};

/// A folder in the root that is written down in a static: what its files are is data, which no code has to
/// fill.
///
/// [`debugfs_folder!`](crate::debugfs_folder) makes one, and has the example.
pub struct Folder {
    pub(super) name: &'static CStr,
    pub(super) files: &'static [FixedFile],
    pub(super) made: Claim<bindings::dentry>,
}

impl Folder {
    /// For the macro: a folder with those files.
    #[doc(hidden)]
    pub const fn new(name: &'static CStr, files: &'static [FixedFile]) -> Self {
        Self {
            name,
            files,
            made: Claim::new(),
        }
    }

    /// Makes the folder and its files. What cannot be made is missing, and that is no error.
    ///
    /// # Errors
    ///
    /// `EBUSY` while the folder is there.
    ///
    /// # Context
    ///
    /// May sleep, and so may dropping the result. A function of a file must not wait for that.
    #[inline(always)]
    pub fn register(&'static self) -> Result<Registered<Self>> {
        Registered::new(self)
    }
}

/// A file of a [`Folder`], for a value of a static.
pub struct FixedFile {
    pub(super) name: &'static CStr,
    pub(super) node: Node<'static>,
}

impl FixedFile {
    const fn new<T>(name: &'static CStr, node: NewNode<'static, T>) -> Self {
        Self {
            name,
            node: node.into_node(),
        }
    }

    /// One that shows a value as text.
    pub const fn read_only<T>(name: &'static CStr, data: &'static T) -> Self
    where
        T: Writer + Sync + 'static,
    {
        Self::new(name, NewNode::new(data).text())
    }

    /// One that shows a value as bytes.
    pub const fn read_binary<T>(name: &'static CStr, data: &'static T) -> Self
    where
        T: BinaryWriter + Sync + 'static,
    {
        Self::new(name, NewNode::new(data).bytes())
    }

    /// One that a function shows.
    pub const fn read_callback<T, F>(name: &'static CStr, data: &'static T, f: &'static F) -> Self
    where
        T: Sync + 'static,
        F: Fn(&T, &mut fmt::Formatter<'_>) -> fmt::Result + Send + Sync,
    {
        Self::new(name, NewNode::new(data).text_by(f))
    }

    /// One that shows a value as text, and changes it.
    pub const fn read_write<T>(name: &'static CStr, data: &'static T) -> Self
    where
        T: Writer + Reader + Sync + 'static,
    {
        Self::new(name, NewNode::new(data).text().store())
    }

    /// One that shows a value as bytes, and changes it.
    pub const fn read_write_binary<T>(name: &'static CStr, data: &'static T) -> Self
    where
        T: BinaryWriter + BinaryReader + Sync + 'static,
    {
        Self::new(name, NewNode::new(data).bytes().store_bytes())
    }

    /// One that one function shows and another one changes.
    pub const fn read_write_callback<T, F, W>(
        name: &'static CStr,
        data: &'static T,
        f: &'static F,
        w: &'static W,
    ) -> Self
    where
        T: Sync + 'static,
        F: Fn(&T, &mut fmt::Formatter<'_>) -> fmt::Result + Send + Sync,
        W: Fn(&T, &mut UserSliceReader) -> Result + Send + Sync,
    {
        Self::new(name, NewNode::new(data).text_by(f).store_by(w))
    }

    /// One that changes a value by text.
    pub const fn write_only<T>(name: &'static CStr, data: &'static T) -> Self
    where
        T: Reader + Sync + 'static,
    {
        Self::new(name, NewNode::new(data).store())
    }

    /// One that changes a value by bytes.
    pub const fn write_binary<T>(name: &'static CStr, data: &'static T) -> Self
    where
        T: BinaryReader + Sync + 'static,
    {
        Self::new(name, NewNode::new(data).store_bytes())
    }

    /// One that a function changes.
    pub const fn write_callback<T, W>(name: &'static CStr, data: &'static T, w: &'static W) -> Self
    where
        T: Sync + 'static,
        W: Fn(&T, &mut UserSliceReader) -> Result + Send + Sync,
    {
        Self::new(name, NewNode::new(data).store_by(w))
    }
}

/// Writes down a folder of debugfs, for a static: its name, and files for statics.
///
/// Each file has a name, and a function of [`FixedFile`](crate::debugfs::FixedFile) with the value, and with
/// the functions that it takes.
///
/// # Examples
///
/// ```
/// use kernel::{
///     debugfs::{self, debugfs_folder},
///     fmt,
///     prelude::*,
///     sync::atomic::{Atomic, Relaxed},
/// };
///
/// static TURNS: Atomic<u64> = Atomic::new(7);
/// static SERIAL: u32 = 4711;
///
/// fn show(turns: &Atomic<u64>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
///     writeln!(f, "{} turns", turns.load(Relaxed))
/// }
///
/// static FOLDER: debugfs::Folder = debugfs_folder!(c"doc-static", {
///     c"turns": read_callback(TURNS, show),
///     c"serial": read_only(SERIAL),
/// });
///
/// let folder = FOLDER.register()?;
/// assert_eq!(FOLDER.register().err(), Some(EBUSY));
/// drop(folder);
/// # Ok::<(), Error>(())
/// ```
#[macro_export]
macro_rules! debugfs_folder {
    ($path:expr, { $($name:literal: $access:ident($($value:expr),+)),* $(,)? }) => {
        $crate::debugfs::Folder::new(
            $path,
            const { &[$($crate::debugfs::FixedFile::$access($name, $(&$value),+)),*] },
        )
    };
}
