// SPDX-License-Identifier: GPL-2.0-only

//! Folders, as C has them.
//!
//! # Safety
//!
//! A [`Kobject`] is deleted before the attributes of its files are gone: a [`Registered`] sees to it that
//! those and their values live as long, and those of a [`Folder`] live forever.

#![allow(unsafe_code)]

use super::{attribute::Attribute, files::Table, Registration};
use crate::{
    alloc::{flags::GFP_KERNEL, KBox, KVec},
    device::{Bound, Device},
    error::{
        code::{ENODEV, ENOMEM},
        to_result, Error, Result,
    },
    fs::fixed::{Claim, Fixed},
    fs::Registered as Guard,
    init::InPlaceInit as _,
    module::ThisModule,
    str::CStr,
    sync::LockClassKey,
};
use core::{
    marker::{PhantomData, PhantomPinned},
    mem::ManuallyDrop,
    ops::Deref,
    pin::Pin,
    ptr::{from_ref, null, null_mut, NonNull},
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
        Parent(registration.registered.folder.kobject.0, PhantomData)
    }
}

/// A kobject of C's. Dropping it removes all files in it, and waits for functions of theirs that are
/// running.
///
/// # Invariants
///
/// It was added to sysfs, and this value owns a reference to it and alone deletes it.
struct Kobject(NonNull<bindings::kobject>);

impl Kobject {
    /// Makes a folder.
    fn new(parent: Parent<'_>, name: &CStr) -> Result<Self> {
        let (name, parent) = (name.as_ptr().cast(), parent.0.as_ptr());
        // SAFETY: The name is a C string, of which C makes a copy. The parent is in sysfs; C takes a
        // reference.
        let kobject = unsafe { bindings::kobject_create_and_add(name, parent) };
        // INVARIANT: C has just made it.
        Ok(Self(NonNull::new(kobject).ok_or(ENOMEM)?))
    }
}

impl Drop for Kobject {
    fn drop(&mut self) {
        // SAFETY: By the type's invariant the kobject was added and is deleted here alone. C calls no
        // function of its files afterwards. The reference is this value's; C frees the kobject by a
        // function of its own.
        unsafe {
            bindings::kobject_del(self.0.as_ptr());
            bindings::kobject_put(self.0.as_ptr());
        }
    }
}

/// Where a [`Folder`] is.
pub enum Place {
    /// In `/sys/kernel`.
    Kernel,
    /// In `/sys/module/NAME`, where the parameters of a module are.
    Module(&'static ThisModule),
}

/// A folder of `/sys` that is written down in a static: C's tables, which no code has to fill.
///
/// [`sysfs_folder!`](crate::sysfs_folder) makes one, and has the example.
pub struct Folder {
    place: Place,
    name: &'static CStr,
    attributes: &'static [Attribute<'static>],
    made: Claim<bindings::kobject>,
}

impl Folder {
    /// For the macro: a folder with those files.
    #[doc(hidden)]
    pub const fn new(
        place: Place,
        name: &'static CStr,
        attributes: &'static [Attribute<'static>],
    ) -> Self {
        Self {
            place,
            name,
            attributes,
            made: Claim::new(),
        }
    }

    /// Makes the folder and its files. Users may use them before this returns.
    ///
    /// # Errors
    ///
    /// `EBUSY` while the folder is there; `EEXIST` if two of the files have one name; `ENODEV` if what it
    /// is to be in is not there; `ENOMEM` if C could not make it: without memory, or because there is one
    /// of that name. C then says more in the log.
    ///
    /// # Context
    ///
    /// May sleep, and so may dropping the result. A function of one of the values must not wait for that.
    #[inline(always)]
    pub fn register(&'static self) -> Result<Guard<Self>> {
        Guard::new(self)
    }

    fn make(&'static self) -> Result<NonNull<bindings::kobject>> {
        let parent = match &self.place {
            Place::Kernel => Parent::kernel(),
            Place::Module(module) => Parent::module(module),
        };
        let folder = Kobject::new(parent?, self.name)?;
        for attribute in self.attributes {
            // SAFETY: The kobject is in sysfs. The attribute lives forever.
            to_result(unsafe {
                bindings::sysfs_create_file(folder.0.as_ptr(), attribute.as_ptr())
            })?;
        }
        Ok(ManuallyDrop::new(folder).0)
    }
}

impl Fixed for Folder {
    #[inline(never)]
    fn add(&'static self) -> Result {
        self.made.take(|| self.make())
    }

    #[inline(never)]
    fn remove(&'static self) {
        // INVARIANT: It is the one that `make()` made, and nobody else deletes it.
        self.made.give_back(|kobject| drop(Kobject(kobject)));
    }
}

/// A kobject, and the attributes of its files.
struct Made {
    // Dropped first.
    kobject: Kobject,
    _tables: KVec<Table<'static>>,
}

impl Made {
    /// Makes a folder, with those files.
    fn new(parent: Parent<'_>, name: &CStr, tables: KVec<Table<'static>>) -> Result<Self> {
        let kobject = Kobject::new(parent, name)?;
        for table in tables.iter() {
            let name = table.name().map_or(null(), |name| name.as_ptr().cast());
            let mut list = list_of(table)?;
            let mut group: bindings::attribute_group = pin_init::zeroed();
            // SAFETY: The name is null or a C string, and the list ends with a null pointer; all of it
            // lives until `group` is not used any more. The kobject is in sysfs. C does not keep the
            // group or its list. It keeps the attributes, which are on the heap, where this value keeps
            // them until the files are removed, also if this fails: `tables` is dropped last. What is in
            // them lives forever.
            to_result(unsafe {
                bindings::attribute_group_init(&mut group, name, list.as_mut_ptr());
                bindings::sysfs_create_group(kobject.0.as_ptr(), &group)
            })?;
        }
        Ok(Self {
            kobject,
            _tables: tables,
        })
    }
}

/// The attributes as a list for C, which does not write to them. Null ends it.
fn list_of(table: &Table<'static>) -> Result<KVec<*mut bindings::attribute>> {
    let attributes = table.attributes();
    let mut list = KVec::with_capacity(attributes.len().saturating_add(1), GFP_KERNEL)?;
    for attribute in attributes {
        list.push(attribute.as_ptr(), GFP_KERNEL)?;
    }
    list.push(null_mut(), GFP_KERNEL)?;
    Ok(list)
}

/// A value with files, which are removed before it is dropped.
#[pin_data]
pub(super) struct Registered<T> {
    // Dropped first.
    folder: Made,
    #[pin]
    data: T,
    /// On the heap: a static one may not be registered.
    key: Pin<KBox<LockClassKey>>,
    /// C has the address of the data, which may be one that is `Unpin`.
    #[pin]
    _pin: PhantomPinned,
}

// SAFETY: A kobject may be deleted by any task. Users' threads borrow the data, and any thread may drop
// it.
unsafe impl<T: Send + Sync> Send for Registered<T> {}

// SAFETY: A shared reference gives the data, and a kobject to make others in, for which C locks.
unsafe impl<T: Send + Sync> Sync for Registered<T> {}

impl<T: Send + Sync + 'static> Registered<T> {
    /// Makes the value, and a folder with the files of those tables.
    pub(super) fn new<'a, E: 'a>(
        parent: Parent<'a>,
        name: &'a CStr,
        data: impl PinInit<T, E> + 'a,
        tables: impl for<'data> FnOnce(&'data T, &'data LockClassKey) -> Result<KVec<Table<'data>>> + 'a,
    ) -> impl PinInit<Self, Error> + 'a
    where
        Error: From<E>,
    {
        pin_init!(Self {
            data <- data,
            key: new_key()?,
            // SAFETY: Both are initialised and pinned. They are not there forever, but `tables` makes
            // tables for any `'data`, and keeps nothing else of them; what is in the tables is used until
            // the folder is dropped, which both outlive: they are fields behind that one.
            folder: Made::new(parent, name, unsafe {
                tables(&*from_ref(&*data), &*from_ref(&**key))
            }?)?,
            _pin: PhantomPinned,
        }? Error)
    }
}

/// A class for the files of a registration. They count as locks: removing one waits for its users.
fn new_key() -> Result<Pin<KBox<LockClassKey>>> {
    KBox::pin_init(LockClassKey::new_dynamic(), GFP_KERNEL)
}

impl<T> Deref for Registered<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}
