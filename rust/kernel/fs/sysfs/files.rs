// SPDX-License-Identifier: GPL-2.0-only

//! Which files there are to be.
//!
//! # Safety
//!
//! An [`Attribute`] has the functions for its value. [`Files`] sees to it that the values live as long as
//! the one that is registered.

#![allow(unsafe_code)]

use super::{
    super::value::{check_name, Show, Store},
    handler,
};
use crate::{
    alloc::{flags::GFP_KERNEL, KVec},
    error::{code::EINVAL, Result},
    ffi::{c_char, c_void},
    str::CStr,
    sync::LockClassKey,
};
use core::{
    marker::PhantomData,
    ptr::{from_ref, null, null_mut},
};

/// What C is told of a file.
// C's functions get the address of the first field.
#[repr(C)]
pub(super) struct Attribute {
    raw: bindings::kobj_attribute,
    pub(super) value: *const c_void,
}

/// The files of a group.
///
/// # Invariants
///
/// `name` is null or a C string.
pub(super) struct Table {
    name: *const c_char,
    attributes: KVec<Attribute>,
}

impl Table {
    fn new(name: *const c_char) -> Self {
        Self {
            name,
            attributes: KVec::new(),
        }
    }

    /// The name of the group, for C.
    pub(super) fn name(&self) -> *const c_char {
        self.name
    }

    /// The attributes as a list for C, which does not write to them. Null ends it.
    pub(super) fn list(&self) -> Result<KVec<*mut bindings::attribute>> {
        let mut list = KVec::with_capacity(self.attributes.len().saturating_add(1), GFP_KERNEL)?;
        for attribute in self.attributes.iter() {
            list.push(from_ref(&attribute.raw.attr).cast_mut(), GFP_KERNEL)?;
        }
        list.push(null_mut(), GFP_KERNEL)?;
        Ok(list)
    }
}

/// The files of a [`Registration`](super::Registration), while it is being made.
///
/// # Invariants
///
/// The groups have a name, and the attributes a name, a value and a class of locks, that live for `'data`;
/// an attribute has the functions for its value.
///
/// `'data` is any that the value of the registration lives for, however long that may be; so what is
/// borrowed for `'data` is in that value, or lives forever.
pub struct Files<'data> {
    root: Table,
    groups: KVec<Table>,
    key: *mut bindings::lock_class_key,
    _data: PhantomData<fn(&'data ()) -> &'data ()>,
}

impl<'data> Files<'data> {
    /// Calls `files`, and returns the tables.
    pub(super) fn collect<T>(
        key: &LockClassKey,
        data: &T,
        files: impl for<'any> FnOnce(&'any T, &mut Files<'any>) -> Result,
    ) -> Result<KVec<Table>> {
        let mut made = Files {
            root: Table::new(null()),
            groups: KVec::new(),
            key: key.as_ptr(),
            _data: PhantomData,
        };
        files(data, &mut made)?;
        let mut tables = made.groups;
        tables.push(made.root, GFP_KERNEL)?;
        Ok(tables)
    }

    /// The files that are in the folder itself.
    fn root(&mut self) -> Group<'_, 'data> {
        Group {
            table: &mut self.root,
            key: self.key,
            _data: PhantomData,
        }
    }

    /// Makes a file that everybody may read.
    ///
    /// # Errors
    ///
    /// `EINVAL` for a name that is empty or has a `/` in it, `EEXIST` for one that another file or group
    /// has here, `ENOMEM` without memory.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn read_only<V>(&mut self, name: &'data CStr, value: &'data V) -> Result
    where
        V: Show + Sync + 'static,
    {
        self.check_groups(name)?;
        self.root().read_only(name, value)
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
        self.check_groups(name)?;
        self.root().read_write(name, value)
    }

    /// Makes a file that root may write, and nobody may read.
    ///
    /// # Errors
    ///
    /// As for [`read_only`](Self::read_only).
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn write_only<V>(&mut self, name: &'data CStr, value: &'data V) -> Result
    where
        V: Store + Sync + 'static,
    {
        self.check_groups(name)?;
        self.root().write_only(name, value)
    }

    /// Begins a group: a folder in the folder.
    ///
    /// # Errors
    ///
    /// As for [`read_only`](Self::read_only).
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn group(&mut self, name: &'data CStr) -> Result<Group<'_, 'data>> {
        self.check_groups(name)?;
        self.root().check(name)?;
        self.groups
            .push(Table::new(name.as_ptr().cast()), GFP_KERNEL)?;
        Ok(Group {
            table: self.groups.last_mut().ok_or(EINVAL)?,
            key: self.key,
            _data: PhantomData,
        })
    }

    /// Tells whether no group has that name.
    fn check_groups(&self, name: &CStr) -> Result {
        // SAFETY: By the type's invariant a group's name is a C string, and lives.
        let taken = |table: &Table| unsafe { CStr::from_ptr(table.name.cast()) };
        check_name(name, self.groups.iter().map(taken))
    }
}

/// A group of files, while it is being made. The one of [`Files::group`] has a name.
pub struct Group<'a, 'data> {
    table: &'a mut Table,
    key: *mut bindings::lock_class_key,
    _data: PhantomData<fn(&'data ()) -> &'data ()>,
}

impl<'data> Group<'_, 'data> {
    fn check(&self, name: &CStr) -> Result {
        // SAFETY: By the invariant of `Files` an attribute's name is a C string, and lives.
        let taken =
            |attribute: &Attribute| unsafe { CStr::from_ptr(attribute.raw.attr.name.cast()) };
        check_name(name, self.table.attributes.iter().map(taken))
    }

    /// Adds an attribute. The functions are for the type that `value` points to.
    fn add(
        &mut self,
        name: &'data CStr,
        mode: bindings::umode_t,
        value: *const c_void,
        show: Option<handler::ShowFn>,
        store: Option<handler::StoreFn>,
    ) -> Result {
        self.check(name)?;
        // SAFETY: The structure consists of pointers, numbers and optional functions. All may be zero.
        let mut raw: bindings::kobj_attribute = unsafe { core::mem::zeroed() };
        // SAFETY: The object is there. The name and the key live as long as it will be used.
        unsafe {
            bindings::kobj_attribute_init(
                &mut raw,
                name.as_ptr().cast(),
                mode,
                show,
                store,
                self.key,
            )
        };
        // INVARIANT: The callers pass what lives that long, and functions for it.
        Ok(self
            .table
            .attributes
            .push(Attribute { raw, value }, GFP_KERNEL)?)
    }

    /// Makes a file that everybody may read. The errors are those of [`Files::read_only`].
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn read_only<V>(&mut self, name: &'data CStr, value: &'data V) -> Result
    where
        V: Show + Sync + 'static,
    {
        self.add(
            name,
            0o444,
            from_ref(value).cast(),
            Some(handler::show::<V>),
            None,
        )
    }

    /// Makes a file that everybody may read, and root may write. The errors are those of
    /// [`Files::read_only`].
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn read_write<V>(&mut self, name: &'data CStr, value: &'data V) -> Result
    where
        V: Show + Store + Sync + 'static,
    {
        let (show, store) = (handler::show::<V>, handler::store::<V>);
        self.add(name, 0o644, from_ref(value).cast(), Some(show), Some(store))
    }

    /// Makes a file that root may write, and nobody may read. The errors are those of
    /// [`Files::read_only`].
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn write_only<V>(&mut self, name: &'data CStr, value: &'data V) -> Result
    where
        V: Store + Sync + 'static,
    {
        self.add(
            name,
            0o200,
            from_ref(value).cast(),
            None,
            Some(handler::store::<V>),
        )
    }
}
