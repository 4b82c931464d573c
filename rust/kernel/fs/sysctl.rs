// SPDX-License-Identifier: GPL-2.0-only

//! Values that users read and write below `/proc/sys`.
//!
//! A [`Registration`] owns a value, and a folder with a file for each of its parts that users may see:
//! integers, booleans and texts of [`fs::value`](super::value), or types of the driver's own. Rust code
//! goes on to use the value meanwhile.
//!
//! Values that are statics, with names that are known, are a [`Folder`] of [`sysctl_folder!`]: a table of
//! C's, which no code has to fill.
//!
//! A value is written by one `write()` at the start of its file; anything else is `EINVAL`. Reading goes
//! on where the last `read()` ended, as in C.
//!
//! C header: [`include/linux/sysctl.h`](srctree/include/linux/sysctl.h)

mod access;
mod table;
#[allow(unsafe_code, reason = "a suite of KUnit lies in a section of its own")]
#[cfg(CONFIG_KUNIT = "y")]
mod tests;

#[doc(hidden)]
pub use self::table::Entry;
pub use self::table::Folder;
pub use crate::sysctl_folder;

use self::table::{Named, Registered};
use super::value::{check_name, Field, Show, Store};
use crate::{
    alloc::{flags::GFP_KERNEL, KVec},
    error::{Error, Result},
    module::users::CodeUse,
    str::CStr,
};
use core::{marker::PhantomData, ops::Deref};
use pin_init::{pin_data, pin_init, PinInit};

/// A value with files in a folder below `/proc/sys`, until it is dropped.
///
/// Dropping it removes the files, and waits for users who read or write one at that moment. A file that
/// is still open then can no longer be used: the error is `ENOENT`. So the module may go while files are
/// open.
///
/// # Examples
///
/// ```
/// use kernel::{
///     fs::value::{Ranged, Text},
///     prelude::*,
///     sync::atomic::{Atomic, Relaxed},
///     sysctl,
/// };
///
/// #[pin_data]
/// struct Settings {
///     level: Ranged<i32>,
///     polls: Atomic<u64>,
///     #[pin]
///     name: Text<16>,
/// }
///
/// let settings = try_pin_init!(Settings {
///     level: Ranged::new(3, 0..=7)?,
///     polls: Atomic::new(0),
///     name <- Text::new("eth0"),
/// });
/// // Now there will be /proc/sys/kernel/doc-sysctl/level, and so on.
/// let registration = KBox::pin_init(
///     sysctl::Registration::new(c"kernel/doc-sysctl", settings, |settings, files| {
///         files.read_write(c"level", &settings.level)?;
///         files.read_write(c"name", &settings.name)?;
///         files.read_only(c"polls", &settings.polls)
///     }),
///     GFP_KERNEL,
/// )?;
/// registration.polls.add(1u64, Relaxed);
/// assert_eq!(registration.level.get(), 3);
/// assert_eq!(&*registration.name.lock(), "eth0");
/// # Ok::<(), Error>(())
/// ```
#[pin_data]
pub struct Registration<T> {
    #[pin]
    registered: Registered<T>,
    /// The module's functions are called until the files are gone.
    _code: CodeUse,
}

impl<T: Send + Sync + 'static> Registration<T> {
    /// Makes the value, and a folder. `files` says which parts of the value get a file.
    ///
    /// `path` is that of the folder, below `/proc/sys`: `dev/eth`. What is missing of it is made. Several
    /// registrations may have files in one folder. Users may use the files before this returns.
    ///
    /// # Errors
    ///
    /// Those of `data` and of `files`; `EINVAL` without any file; `ENOMEM` if C could not make them:
    /// without memory, or because there is a file of one of the names. C then says more in the log.
    ///
    /// # Context
    ///
    /// May sleep, and so may dropping the result. A function of one of the values must not wait for
    /// that.
    pub fn new<'a, E: 'a>(
        path: &'a CStr,
        data: impl PinInit<T, E> + 'a,
        files: impl for<'data> FnOnce(&'data T, &mut Files<'data>) -> Result + 'a,
    ) -> impl PinInit<Self, Error> + 'a
    where
        T: 'a,
        Error: From<E>,
    {
        pin_init!(Self {
            registered <- Registered::new(path, data, |data| files_of(data, files)),
            _code: CodeUse::own(),
        }? Error)
    }
}

impl<T> Deref for Registration<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.registered
    }
}

/// The files for that value.
fn files_of<'data, T>(
    data: &'data T,
    files: impl FnOnce(&'data T, &mut Files<'data>) -> Result,
) -> Result<KVec<Named<'data>>> {
    let mut made = Files {
        files: KVec::new(),
        _data: PhantomData,
    };
    files(data, &mut made)?;
    Ok(made.files)
}

/// The files of a [`Registration`], while it is being made.
///
/// `'data` is any that the value of the registration lives for, however long that may be; so what is
/// borrowed for `'data` is in that value, or lives forever.
pub struct Files<'data> {
    files: KVec<Named<'data>>,
    // For one lifetime alone: what is added lives as long as what is in it.
    _data: PhantomData<fn(&'data ()) -> &'data ()>,
}

impl<'data> Files<'data> {
    /// Makes a file that everybody may read.
    ///
    /// # Errors
    ///
    /// `EINVAL` for a name that is empty or has a `/` in it, `EEXIST` for one that another file has
    /// here, `ENOMEM` without memory.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn read_only<V>(&mut self, name: &'data CStr, value: &'data V) -> Result
    where
        V: Show + Sync + 'static,
    {
        self.add(name, Field::read_only(value))
    }

    /// Makes a file that everybody may read, and root may write.
    ///
    /// # Errors
    ///
    /// As for [`read_only`](Self::read_only).
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn read_write<V>(&mut self, name: &'data CStr, value: &'data V) -> Result
    where
        V: Show + Store + Sync + 'static,
    {
        self.add(name, Field::read_write(value))
    }

    fn add(&mut self, name: &'data CStr, field: Field<'data>) -> Result {
        check_name(name, self.files.iter().map(|(name, _)| *name))?;
        Ok(self.files.push((name, field), GFP_KERNEL)?)
    }
}

/// Writes down a folder below `/proc/sys`, for a static: its path, and files for statics.
///
/// Each file has a name, and a function of [`Field`] that says what users may do with the value.
///
/// # Examples
///
/// ```
/// use kernel::{fs::value::Ranged, prelude::*, sync::atomic::Atomic, sysctl};
///
/// static LEVEL: Ranged<i32> = Ranged::<i32>::constant(3, 0..=7);
/// static POLLS: Atomic<u64> = Atomic::new(0);
///
/// static FOLDER: sysctl::Folder = sysctl::sysctl_folder!(c"kernel/doc-static", {
///     c"level": read_write(LEVEL),
///     c"polls": read_only(POLLS),
/// });
///
/// // Now there will be /proc/sys/kernel/doc-static/level, and so on.
/// let folder = FOLDER.register()?;
/// assert_eq!(FOLDER.register().err(), Some(EBUSY));
/// drop(folder);
/// # Ok::<(), Error>(())
/// ```
#[macro_export]
macro_rules! sysctl_folder {
    ($path:expr, { $($name:literal: $access:ident($value:expr)),+ $(,)? }) => {
        $crate::sysctl::Folder::new(
            $path,
            const {
                &[
                    $($crate::sysctl::Entry::new(
                        $name,
                        const { &$crate::fs::value::Field::$access(&$value) },
                    ),)+
                    $crate::sysctl::Entry::END,
                ]
            },
        )
    };
}
