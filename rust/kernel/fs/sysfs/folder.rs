// SPDX-License-Identifier: GPL-2.0-only

//! Folders and their files, as C has them.
//!
//! # Safety
//!
//! A [`Folder`] owns a kobject, and attributes that C knows until the kobject is deleted. An attribute has
//! the functions for the value that it points to. C calls them between the creation of the file and its
//! removal, which waits for them. A [`Registered`] sees to it that the values live as long.

#![allow(unsafe_code)]

use super::{
    super::value::{check_name, store_line, Line, Show, Store},
    Registration,
};
use crate::{
    alloc::{flags::GFP_KERNEL, page::PAGE_SIZE, KBox, KVec},
    device::{Bound, Device},
    error::{
        code::{EIO, ENODEV, ENOMEM},
        from_result, to_result, Error, Result,
    },
    ffi::{c_char, c_void},
    fmt::{self, Write as _},
    init::InPlaceInit as _,
    module::ThisModule,
    str::{CStr, Formatter},
    sync::LockClassKey,
};
use core::{
    marker::{PhantomData, PhantomPinned},
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
        Parent(registration.registered.folder.kobject, PhantomData)
    }
}

/// The type of [`show`].
type ShowFn = unsafe extern "C" fn(
    *mut bindings::kobject,
    *mut bindings::kobj_attribute,
    *mut c_char,
) -> isize;

/// The type of [`store`].
type StoreFn = unsafe extern "C" fn(
    *mut bindings::kobject,
    *mut bindings::kobj_attribute,
    *const c_char,
    usize,
) -> isize;

/// What C is told of a file.
// C's functions get the address of the first field.
#[repr(C)]
struct Attribute {
    raw: bindings::kobj_attribute,
    value: *const c_void,
}

/// A group of files for values that live for `'data`. One without a name is in the folder itself.
///
/// # Invariants
///
/// The attributes have a name, a value and a class of locks that live for `'data`, and the functions for
/// that value.
pub(super) struct Table<'data> {
    name: Option<&'data CStr>,
    attributes: KVec<Attribute>,
    key: &'data LockClassKey,
    // For one lifetime alone: what is added lives as long as what is in it.
    _data: PhantomData<fn(&'data ()) -> &'data ()>,
}

impl<'data> Table<'data> {
    /// A group without files. Those that come count as locks of that class.
    pub(super) fn new(name: Option<&'data CStr>, key: &'data LockClassKey) -> Self {
        Self {
            name,
            attributes: KVec::new(),
            key,
            _data: PhantomData,
        }
    }

    /// The name of the group.
    pub(super) fn name(&self) -> Option<&'data CStr> {
        self.name
    }

    /// The class of the files.
    pub(super) fn key(&self) -> &'data LockClassKey {
        self.key
    }

    /// Looks at the name of a file that is to come.
    pub(super) fn check(&self, name: &CStr) -> Result {
        // SAFETY: By the type's invariant an attribute's name is a C string, and lives.
        let taken =
            |attribute: &Attribute| unsafe { CStr::from_ptr(attribute.raw.attr.name.cast()) };
        check_name(name, self.attributes.iter().map(taken))
    }

    /// Adds an attribute. The functions are for the type that `value` points to.
    fn add(
        &mut self,
        name: &'data CStr,
        mode: bindings::umode_t,
        value: *const c_void,
        show: Option<ShowFn>,
        store: Option<StoreFn>,
    ) -> Result {
        self.check(name)?;
        let (mut raw, key) = (no_attribute(), self.key.as_ptr());
        // SAFETY: The object is there. The name and the key live as long as it will be used.
        unsafe {
            bindings::kobj_attribute_init(&mut raw, name.as_ptr().cast(), mode, show, store, key)
        };
        // INVARIANT: The callers pass what lives that long, and functions for it.
        Ok(self.attributes.push(Attribute { raw, value }, GFP_KERNEL)?)
    }

    /// Adds a file that everybody may read.
    pub(super) fn read_only<V>(&mut self, name: &'data CStr, value: &'data V) -> Result
    where
        V: Show + Sync + 'static,
    {
        self.add(name, 0o444, from_ref(value).cast(), Some(show::<V>), None)
    }

    /// Adds a file that everybody may read, and root may write.
    pub(super) fn read_write<V>(&mut self, name: &'data CStr, value: &'data V) -> Result
    where
        V: Show + Store + Sync + 'static,
    {
        let (show, store) = (show::<V>, store::<V>);
        self.add(name, 0o644, from_ref(value).cast(), Some(show), Some(store))
    }

    /// Adds a file that root may write, and nobody may read.
    pub(super) fn write_only<V>(&mut self, name: &'data CStr, value: &'data V) -> Result
    where
        V: Store + Sync + 'static,
    {
        self.add(name, 0o200, from_ref(value).cast(), None, Some(store::<V>))
    }

    /// The attributes as a list for C, which does not write to them. Null ends it.
    fn list(&self) -> Result<KVec<*mut bindings::attribute>> {
        let mut list = KVec::with_capacity(self.attributes.len().saturating_add(1), GFP_KERNEL)?;
        for attribute in self.attributes.iter() {
            list.push(from_ref(&attribute.raw.attr).cast_mut(), GFP_KERNEL)?;
        }
        list.push(null_mut(), GFP_KERNEL)?;
        Ok(list)
    }
}

/// An attribute without a name.
fn no_attribute() -> bindings::kobj_attribute {
    pin_init::zeroed()
}

/// A kobject of C's, with files.
///
/// # Invariants
///
/// `kobject` was added to sysfs, and this value owns a reference to it and alone deletes it.
struct Folder {
    kobject: NonNull<bindings::kobject>,
    tables: KVec<Table<'static>>,
}

impl Folder {
    /// Makes a folder, with those files.
    fn new(parent: Parent<'_>, name: &CStr, tables: KVec<Table<'static>>) -> Result<Self> {
        let parent = parent.0.as_ptr();
        // SAFETY: The name is a C string, of which C makes a copy. The parent is in sysfs; C takes a
        // reference.
        let kobject = unsafe { bindings::kobject_create_and_add(name.as_ptr().cast(), parent) };
        let kobject = NonNull::new(kobject).ok_or(ENOMEM)?;
        // INVARIANT: C has just made it.
        let folder = Folder { kobject, tables };
        for table in folder.tables.iter() {
            let name = table.name.map_or(null(), |name| name.as_ptr().cast());
            let mut list = table.list()?;
            let mut group: bindings::attribute_group = pin_init::zeroed();
            // SAFETY: The name is null or a C string, and the list ends with a null pointer; all of it
            // lives until `group` is not used any more. The kobject is in sysfs. C does not keep the
            // group or its list. It keeps the attributes, which are on the heap, where `folder` keeps
            // them until the files are removed; what is in them lives forever.
            to_result(unsafe {
                bindings::attribute_group_init(&mut group, name, list.as_mut_ptr());
                bindings::sysfs_create_group(kobject.as_ptr(), &group)
            })?;
        }
        Ok(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // SAFETY: By the type's invariant the kobject was added and is deleted here alone. C removes
        // all files in it, waits for functions of theirs that are running, and calls none afterwards.
        // The reference is this value's; C frees the kobject by a function of its own. The tables are
        // dropped after this.
        unsafe {
            bindings::kobject_del(self.kobject.as_ptr());
            bindings::kobject_put(self.kobject.as_ptr());
        }
    }
}

/// A value with files, which are removed before it is dropped.
#[pin_data]
pub(super) struct Registered<T> {
    // Dropped first.
    folder: Folder,
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
            folder: Folder::new(parent, name, unsafe {
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

/// How much of the page that C gives may be written: it complains about one that is full.
const ROOM: usize = PAGE_SIZE - 1;

/// Shows the value of an attribute.
///
/// # Safety
///
/// `attribute` is the first field of an [`Attribute`] with a value of type `V`. `page` has a page of
/// bytes, which nobody else uses.
unsafe extern "C" fn show<V: Show>(
    _: *mut bindings::kobject,
    attribute: *mut bindings::kobj_attribute,
    page: *mut c_char,
) -> isize {
    // SAFETY: The caller's promises. The value lives until the file is removed, and C has set the bytes to
    // zero.
    let (value, page) = unsafe {
        (
            &*(*attribute.cast::<Attribute>()).value.cast::<V>(),
            core::slice::from_raw_parts_mut(page.cast::<u8>(), ROOM),
        )
    };
    print(page, crate::prelude::fmt!("{}", Line(value)))
}

/// The part of [`show`] that is the same for all types of values.
fn print(page: &mut [u8], text: fmt::Arguments<'_>) -> isize {
    from_result(|| {
        let mut out = Formatter::new(page);
        out.write_fmt(text).map_err(|_| EIO)?;
        Ok(isize::try_from(out.bytes_written())?)
    })
}

/// Changes the value of an attribute.
///
/// # Safety
///
/// `attribute` is the first field of an [`Attribute`] with a value of type `V`. `text` has `len` bytes,
/// which nobody writes.
unsafe extern "C" fn store<V: Store>(
    _: *mut bindings::kobject,
    attribute: *mut bindings::kobj_attribute,
    text: *const c_char,
    len: usize,
) -> isize {
    // SAFETY: The caller's promises. The value lives until the file is removed.
    let (value, text) = unsafe {
        (
            &*(*attribute.cast::<Attribute>()).value.cast::<V>(),
            core::slice::from_raw_parts(text.cast::<u8>(), len),
        )
    };
    from_result(|| {
        store_line(value, text)?;
        Ok(isize::try_from(len)?)
    })
}

/// Does what C does for a user who reads a file of that value.
#[cfg(CONFIG_KUNIT = "y")]
pub(super) fn read<V: Show>(value: &V, page: &mut [u8; PAGE_SIZE]) -> isize {
    let (raw, value) = (no_attribute(), from_ref(value).cast());
    let mut attribute = Attribute { raw, value };
    let file = (&raw mut attribute).cast();
    // SAFETY: The attribute has a value of that type, and there is a page.
    unsafe { show::<V>(null_mut(), file, page.as_mut_ptr().cast()) }
}

/// Does what C does for a user who writes a file of that value.
#[cfg(CONFIG_KUNIT = "y")]
pub(super) fn write<V: Store>(value: &V, text: &[u8]) -> isize {
    let (raw, value) = (no_attribute(), from_ref(value).cast());
    let mut attribute = Attribute { raw, value };
    let file = (&raw mut attribute).cast();
    // SAFETY: The attribute has a value of that type. The text has that many bytes.
    unsafe { store::<V>(null_mut(), file, text.as_ptr().cast(), text.len()) }
}
