// SPDX-License-Identifier: GPL-2.0-only

//! Which files there are to be.

use super::{
    super::value::{check_name, Field, Show, Store},
    attribute::Attribute,
};
use crate::{
    alloc::{flags::GFP_KERNEL, KVec},
    error::{code::EINVAL, Result},
    str::CStr,
    sync::LockClassKey,
};
use core::marker::PhantomData;

/// A group of files for values that live for `'data`. One without a name is in the folder itself.
pub(super) struct Table<'data> {
    name: Option<&'data CStr>,
    attributes: KVec<Attribute<'data>>,
    key: &'data LockClassKey,
    // For one lifetime alone: what is added lives as long as what is in it.
    _data: PhantomData<fn(&'data ()) -> &'data ()>,
}

impl<'data> Table<'data> {
    /// A group without files. Those that come count as locks of that class.
    fn new(name: Option<&'data CStr>, key: &'data LockClassKey) -> Self {
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

    /// The files.
    pub(super) fn attributes(&self) -> &[Attribute<'data>] {
        &self.attributes
    }

    /// Looks at the name of a file that is to come.
    fn check(&self, name: &CStr) -> Result {
        check_name(name, self.attributes.iter().map(Attribute::name))
    }

    /// Adds a file.
    fn add(&mut self, name: &'data CStr, field: Field<'data>) -> Result {
        self.check(name)?;
        let attribute = Attribute::new(name, field).in_class(self.key);
        Ok(self.attributes.push(attribute, GFP_KERNEL)?)
    }
}

/// The files of a [`Registration`](super::Registration), while it is being made.
///
/// `'data` is any that the value of the registration lives for, however long that may be; so what is
/// borrowed for `'data` is in that value, or lives forever.
pub struct Files<'data> {
    root: Table<'data>,
    groups: KVec<Table<'data>>,
}

impl<'data> Files<'data> {
    /// Calls `files`, and returns the tables.
    pub(super) fn collect<T>(
        key: &'data LockClassKey,
        data: &'data T,
        files: impl FnOnce(&'data T, &mut Files<'data>) -> Result,
    ) -> Result<KVec<Table<'data>>> {
        let mut made = Files {
            root: Table::new(None, key),
            groups: KVec::new(),
        };
        files(data, &mut made)?;
        let mut tables = made.groups;
        tables.push(made.root, GFP_KERNEL)?;
        Ok(tables)
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
        self.add(name, Field::write_only(value))
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
        self.root.check(name)?;
        self.groups
            .push(Table::new(Some(name), self.root.key), GFP_KERNEL)?;
        Ok(Group {
            table: self.groups.last_mut().ok_or(EINVAL)?,
        })
    }

    fn add(&mut self, name: &'data CStr, field: Field<'data>) -> Result {
        self.check_groups(name)?;
        self.root.add(name, field)
    }

    /// Tells whether no group has that name.
    fn check_groups(&self, name: &CStr) -> Result {
        check_name(name, self.groups.iter().filter_map(Table::name))
    }
}

/// A group of files, while it is being made. The one of [`Files::group`] has a name.
pub struct Group<'a, 'data> {
    table: &'a mut Table<'data>,
}

impl<'data> Group<'_, 'data> {
    /// Makes a file that everybody may read. The errors are those of [`Files::read_only`].
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn read_only<V>(&mut self, name: &'data CStr, value: &'data V) -> Result
    where
        V: Show + Sync + 'static,
    {
        self.table.add(name, Field::read_only(value))
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
        self.table.add(name, Field::read_write(value))
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
        self.table.add(name, Field::write_only(value))
    }
}
