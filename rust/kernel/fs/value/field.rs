// SPDX-License-Identifier: GPL-2.0-only

//! What is done with a value by the users of its file.

use super::{line::line, Show, Store};
use crate::{
    error::{code::EACCES, Result},
    fmt,
};
#[cfg(any(CONFIG_SYSFS, CONFIG_CONFIGFS_FS))]
use crate::{
    error::{code::EIO, from_result},
    fmt::Write as _,
    str::Formatter,
};

/// A value, and whether users may read and write it.
///
/// It is what files consist of, whatever the file system.
///
/// # Examples
///
/// ```
/// use kernel::{fs::value::{Field, Ranged}, prelude::*};
///
/// static LEVEL: Ranged<i32> = Ranged::<i32>::constant(3, 0..=7);
/// static FIELD: Field<'static> = Field::read_write(&LEVEL);
/// # let _ = &FIELD;
/// ```
#[derive(Clone, Copy)]
pub struct Field<'a> {
    show: Option<&'a (dyn Show + Sync)>,
    store: Option<&'a (dyn Store + Sync)>,
}

impl<'a> Field<'a> {
    /// Everybody may read it.
    pub const fn read_only<V: Show + Sync>(value: &'a V) -> Self {
        Self {
            show: Some(value),
            store: None,
        }
    }

    /// Everybody may read it, and root may write it.
    pub const fn read_write<V: Show + Store + Sync>(value: &'a V) -> Self {
        Self {
            show: Some(value),
            store: Some(value),
        }
    }

    /// Root may write it, and nobody may read it.
    pub const fn write_only<V: Store + Sync>(value: &'a V) -> Self {
        Self {
            show: None,
            store: Some(value),
        }
    }

    /// Whether somebody may read it.
    pub(in crate::fs) const fn is_shown(&self) -> bool {
        self.show.is_some()
    }

    /// Whether somebody may write it.
    pub(in crate::fs) const fn is_stored(&self) -> bool {
        self.store.is_some()
    }

    /// The permissions of its file.
    pub(in crate::fs) const fn mode(&self) -> bindings::umode_t {
        match (self.is_shown(), self.is_stored()) {
            (true, true) => 0o644,
            (true, false) => 0o444,
            (false, true) => 0o200,
            (false, false) => 0,
        }
    }

    /// Stores what a user wrote.
    pub(in crate::fs) fn store(&self, bytes: &[u8]) -> Result {
        self.store.ok_or(EACCES)?.store_bytes(line(bytes))
    }

    /// Prints the line that users see at the start of a page. Returns C's error, or how long it is.
    #[cfg(any(CONFIG_SYSFS, CONFIG_CONFIGFS_FS))]
    pub(in crate::fs) fn print(&self, page: &mut [u8]) -> isize {
        from_result(|| {
            let mut out = Formatter::new(page);
            out.write_fmt(crate::prelude::fmt!("{}", self))
                .map_err(|_| EIO)?;
            Ok(isize::try_from(out.bytes_written())?)
        })
    }

    /// Takes what a user wrote. Returns C's error, or how much that was.
    #[cfg(any(CONFIG_SYSFS, CONFIG_CONFIGFS_FS))]
    pub(in crate::fs) fn take(&self, bytes: &[u8]) -> isize {
        from_result(|| {
            self.store(bytes)?;
            Ok(isize::try_from(bytes.len())?)
        })
    }
}

/// The line that users see: the value, and a newline.
impl fmt::Display for Field<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.show.ok_or(fmt::Error)?.show(f)?;
        f.write_str("\n")
    }
}
