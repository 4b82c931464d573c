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
//! A file shows less than a page, and is written by one `write()` of a page at most.
//!
//! C header: [`include/linux/sysfs.h`](srctree/include/linux/sysfs.h)
//!
//! # Safety
//!
//! A [`Registration`] owns a kobject, and attributes that C knows until the kobject is deleted. An
//! attribute has the functions for the value that it points to, which lives as long.

#![allow(unsafe_code)]

mod files;
mod handler;
#[cfg(CONFIG_KUNIT = "y")]
mod tests;

pub use self::files::{Files, Group};

use self::files::Table;
use crate::{
    alloc::{flags::GFP_KERNEL, KBox, KVec},
    device::{Bound, Device},
    error::{
        code::{ENODEV, ENOMEM},
        to_result, Error, Result,
    },
    init::InPlaceInit as _,
    module::{users::CodeUse, ThisModule},
    str::CStr,
    sync::LockClassKey,
};
use core::{
    marker::{PhantomData, PhantomPinned},
    ops::Deref,
    pin::Pin,
    ptr::NonNull,
};
use pin_init::{pin_data, pin_init, PinInit};

/// A folder of `/sys`, to make another one in.
///
/// # Invariants
///
/// The kobject is in sysfs during `'a`.
#[derive(Copy, Clone)]
pub struct Parent<'a>(NonNull<bindings::kobject>, PhantomData<&'a ()>);

impl<'a> Parent<'a> {
    /// `/sys/kernel`.
    ///
    /// # Errors
    ///
    /// `ENODEV` before C has made it, early during boot.
    pub fn kernel() -> Result<Parent<'static>> {
        // SAFETY: C writes the pointer once, during boot, before drivers are initialised.
        let kobject = unsafe { bindings::kernel_kobj };
        // INVARIANT: C never removes it.
        Ok(Parent(NonNull::new(kobject).ok_or(ENODEV)?, PhantomData))
    }

    /// `/sys/module/NAME`, where the parameters of a module are.
    ///
    /// # Errors
    ///
    /// `ENODEV` for code that is built in.
    pub fn module(module: &'static ThisModule) -> Result<Parent<'static>> {
        let module = NonNull::new(module.as_ptr()).ok_or(ENODEV)?;
        let kobject = Self::kobject_of(module).ok_or(ENODEV)?;
        // INVARIANT: C makes it before the module is initialised, and removes it after the module's end.
        Ok(Parent(kobject, PhantomData))
    }

    /// The folder of a module whose code runs.
    #[cfg(CONFIG_MODULES)]
    fn kobject_of(module: NonNull<bindings::module>) -> Option<NonNull<bindings::kobject>> {
        // SAFETY: The pointer is that of a module whose code runs. The field is in it.
        NonNull::new(unsafe { &raw mut (*module.as_ptr()).mkobj.kobj })
    }

    /// All code is built in.
    #[cfg(not(CONFIG_MODULES))]
    fn kobject_of(_module: NonNull<bindings::module>) -> Option<NonNull<bindings::kobject>> {
        None
    }

    /// The folder of a device.
    pub fn device(device: &'a Device<Bound>) -> Parent<'a> {
        // SAFETY: The device is alive. The field is in it, and so its address is not null.
        let kobject = unsafe { NonNull::new_unchecked(&raw mut (*device.as_raw()).kobj) };
        // INVARIANT: A device that has a driver is not removed before that one is gone.
        Parent(kobject, PhantomData)
    }

    /// The folder of another registration.
    pub fn registration<T>(registration: &'a Registration<T>) -> Parent<'a> {
        // INVARIANT: It is removed when the registration is dropped, or earlier with one of the folders
        // that it is in. C then still has a reference to what was there, which takes no more files.
        Parent(registration.folder.0, PhantomData)
    }
}

/// A kobject of C's.
///
/// # Invariants
///
/// It was added to sysfs, and this value owns a reference to it and alone deletes it.
struct Folder(NonNull<bindings::kobject>);

impl Folder {
    /// Makes a folder, with those files.
    ///
    /// # Safety
    ///
    /// The tables, and what is in them, must live until the result is dropped.
    unsafe fn new(parent: Parent<'_>, name: &CStr, tables: &[Table]) -> Result<Self> {
        // SAFETY: The name is a C string, of which C makes a copy. The parent is in sysfs; C takes a
        // reference.
        let kobject =
            unsafe { bindings::kobject_create_and_add(name.as_ptr().cast(), parent.0.as_ptr()) };
        // INVARIANT: C has just made it.
        let folder = Folder(NonNull::new(kobject).ok_or(ENOMEM)?);
        for table in tables {
            let mut list = table.list()?;
            let mut group: bindings::attribute_group = pin_init::zeroed();
            // SAFETY: The list ends with a null pointer; all of it lives until `group` is not used any
            // more.
            unsafe { bindings::attribute_group_init(&mut group, table.name(), list.as_mut_ptr()) };
            // SAFETY: The kobject is in sysfs. C does not keep the group or its list. It keeps the
            // attributes, which the caller promises to live until the files are removed.
            to_result(unsafe { bindings::sysfs_create_group(folder.0.as_ptr(), &group) })?;
        }
        Ok(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // SAFETY: By the type's invariant the kobject was added and is deleted here alone. C removes
        // all files in it, waits for functions of theirs that are running, and calls none afterwards.
        unsafe { bindings::kobject_del(self.0.as_ptr()) };
        // SAFETY: The reference is this value's. C frees the kobject by a function of its own.
        unsafe { bindings::kobject_put(self.0.as_ptr()) };
    }
}

/// A value with files in a folder of `/sys`, until it is dropped.
///
/// Dropping it removes the files, and waits for users who read or write one at that moment. A file that
/// is still open then can no longer be used: the error is `ENODEV`. So the module may go while files are
/// open.
///
/// # Invariants
///
/// What the attributes in `tables` point to lives until `folder` is dropped.
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
    // Dropped first.
    folder: Folder,
    #[pin]
    data: T,
    tables: KVec<Table>,
    /// On the heap: a static one may not be registered.
    key: Pin<KBox<LockClassKey>>,
    /// The module's functions are called until then.
    _code: CodeUse,
    /// C has the address of the data, which may be one that is `Unpin`.
    #[pin]
    _pin: PhantomPinned,
}

// SAFETY: A kobject may be deleted by any task. Users' threads borrow the data, and any thread may drop
// it.
unsafe impl<T: Send + Sync> Send for Registration<T> {}

// SAFETY: A shared reference gives the data, and a kobject to make others in, for which C locks.
unsafe impl<T: Send + Sync> Sync for Registration<T> {}

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
        // INVARIANT: The values are the data, parts of it, or what lives forever: see `Files`. The data
        // is pinned, and dropped after the folder.
        pin_init!(Self {
            data <- data,
            key: new_key()?,
            tables: Files::collect(key, &*data, files)?,
            // SAFETY: If this succeeds the tables and the data are dropped after the folder, which is
            // the first field; else it has already been dropped.
            folder: unsafe { Folder::new(parent, name, tables) }?,
            _code: CodeUse::own(),
            _pin: PhantomPinned,
        }? Error)
    }
}

/// A class for the files of a registration. They count as locks: removing one waits for its users.
fn new_key() -> Result<Pin<KBox<LockClassKey>>> {
    KBox::pin_init(LockClassKey::new_dynamic(), GFP_KERNEL)
}

impl<T> Deref for Registration<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}
