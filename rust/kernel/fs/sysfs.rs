// SPDX-License-Identifier: GPL-2.0-only

//! Values that users read and write in folders of `/sys`.
//!
//! A [`Registration`] owns a value, and a folder with a file for each of its parts that users may see:
//! integers, booleans and texts of [`fs::value`](super::value), or types of the driver's own. The files
//! are in groups, one of which has no name: its files are in the folder itself, and those of the others
//! in a folder below. Rust code goes on to use the value meanwhile.
//!
//! What users are not to see gets no file: the function that makes the files looks at the value first.
//!
//! Values that are statics, with names that are known, are a [`Folder`] of [`sysfs_folder!`]: C's tables,
//! which no code has to fill.
//!
//! A file shows less than a page, and is written by one `write()` of a page at most.
//!
//! C header: [`include/linux/sysfs.h`](srctree/include/linux/sysfs.h)

mod attribute;
mod files;
mod folder;
#[allow(unsafe_code, reason = "a suite of KUnit lies in a section of its own")]
#[cfg(CONFIG_KUNIT = "y")]
mod tests;

#[doc(hidden)]
pub use self::attribute::Attribute;
pub use self::files::{Files, Group};
pub use self::folder::{Folder, Parent, Place};
pub use crate::sysfs_folder;

use self::folder::Registered;
use crate::{
    error::{Error, Result},
    module::users::CodeUse,
    str::CStr,
};
use core::ops::Deref;
use pin_init::{pin_data, pin_init, PinInit};

/// A value with files in a folder of `/sys`, until it is dropped.
///
/// Dropping it removes the files, and waits for users who read or write one at that moment. A file that
/// is still open then can no longer be used: the error is `ENODEV`. So the module may go while files are
/// open.
///
/// # Examples
///
/// ```
/// use kernel::{
///     fs::value::{Ranged, Text},
///     prelude::*,
///     sync::atomic::{Atomic, Relaxed},
///     sysfs::{Parent, Registration},
/// };
///
/// #[pin_data]
/// struct Lamp {
///     brightness: Ranged<u32>,
///     switched: Atomic<u64>,
///     dimmable: bool,
///     #[pin]
///     label: Text<16>,
/// }
///
/// let lamp = try_pin_init!(Lamp {
///     brightness: Ranged::new(80, 0..=100)?,
///     switched: Atomic::new(0),
///     dimmable: true,
///     label <- Text::new("hall"),
/// });
/// // Now there will be /sys/kernel/doc-lamp/label, /sys/kernel/doc-lamp/statistics/switched, …
/// let lamp = KBox::pin_init(
///     Registration::new(Parent::kernel()?, c"doc-lamp", lamp, |lamp, files| {
///         files.read_write(c"label", &lamp.label)?;
///         if lamp.dimmable {
///             files.read_write(c"brightness", &lamp.brightness)?;
///         }
///         let mut statistics = files.group(c"statistics")?;
///         statistics.read_only(c"switched", &lamp.switched)
///     }),
///     GFP_KERNEL,
/// )?;
/// lamp.switched.add(1u64, Relaxed);
/// assert_eq!(lamp.brightness.get(), 80);
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
    /// Makes the value, and a folder of that name. `files` says which parts of the value get a file.
    ///
    /// Users may use the files before this returns. If the parent is removed first the files are, too.
    ///
    /// # Errors
    ///
    /// Those of `data` and of `files`; `ENOMEM` if C could not make the folder: without memory, or
    /// because there is one of that name. C then says more in the log.
    ///
    /// # Context
    ///
    /// May sleep, and so may dropping the result. A function of one of the values must not wait for
    /// that.
    pub fn new<'a, E: 'a>(
        parent: Parent<'a>,
        name: &'a CStr,
        data: impl PinInit<T, E> + 'a,
        files: impl for<'data> FnOnce(&'data T, &mut Files<'data>) -> Result + 'a,
    ) -> impl PinInit<Self, Error> + 'a
    where
        T: 'a,
        Error: From<E>,
    {
        pin_init!(Self {
            registered <- Registered::new(parent, name, data, |data, key| {
                Files::collect(key, data, files)
            }),
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

/// Writes down a folder of `/sys`, for a static: the [`Place`], its name, and files for statics.
///
/// Each file has a name, and a function of [`Field`](crate::fs::value::Field) that says what users may do
/// with the value.
///
/// # Examples
///
/// ```
/// use kernel::{fs::value::Ranged, prelude::*, sync::atomic::Atomic, sysfs::{self, Place}};
///
/// static BRIGHTNESS: Ranged<u32> = Ranged::<u32>::constant(80, 0..=100);
/// static SWITCHED: Atomic<u64> = Atomic::new(0);
///
/// static FOLDER: sysfs::Folder = sysfs::sysfs_folder!(Place::Kernel, c"doc-static-lamp", {
///     c"brightness": read_write(BRIGHTNESS),
///     c"switched": read_only(SWITCHED),
/// });
///
/// // Now there will be /sys/kernel/doc-static-lamp/brightness, and so on.
/// let folder = FOLDER.register()?;
/// assert_eq!(FOLDER.register().err(), Some(EBUSY));
/// drop(folder);
/// # Ok::<(), Error>(())
/// ```
#[macro_export]
macro_rules! sysfs_folder {
    ($place:expr, $name:expr, { $($file:literal: $access:ident($value:expr)),* $(,)? }) => {{
        // The caller's values see these names.
        const __LEN: usize = <[&$crate::str::CStr]>::len(&[$($file),*]);
        // C writes to them, where it looks for deadlocks.
        static __ATTRIBUTES: [$crate::sysfs::Attribute<'static>; __LEN] = [
            $($crate::sysfs::Attribute::constant(
                $file,
                $crate::fs::value::Field::$access(&$value),
            ),)*
        ];
        $crate::sysfs::Folder::new($place, $name, &__ATTRIBUTES)
    }};
}
