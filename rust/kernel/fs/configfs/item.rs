// SPDX-License-Identifier: GPL-2.0-only

//! Types of folders: what can be done with one.
//!
//! # Safety
//!
//! An [`ItemType`] is used for folders of its container alone, and says where in those their data is.

#![allow(unsafe_code)]

use super::{AttributeList, Group, HasGroup};
use crate::{
    alloc::flags::GFP_KERNEL,
    error::{code::ENOENT, Error, Result},
    ffi::c_char,
    init::InPlaceInit as _,
    module::ThisModule,
    str::{CStr, CStrExt as _},
    sync::{Arc, ArcBorrow},
    types::Opaque,
};
use core::{
    marker::PhantomData,
    ptr::{null, null_mut},
};
use macros::vtable;
use pin_init::PinInit;

/// What a folder's data does for those who make and remove folders in it.
#[vtable]
pub trait GroupOperations {
    /// The data of the folders in this one.
    type Child: 'static;

    /// Called by `mkdir`. Returns the new folder.
    ///
    /// An error is what `mkdir` returns to the user. The subsystem's mutex is held.
    fn make_group(&self, name: &CStr) -> Result<impl PinInit<Group<Self::Child>, Error>>;

    /// Called by `rmdir`. The folder's data is dropped when nobody refers to it any more.
    ///
    /// The subsystem's mutex is held.
    fn drop_item(&self, _child: ArcBorrow<'_, Group<Self::Child>>) {}
}

/// What an [`ItemType`] can be for.
///
/// # Safety
///
/// At [`DATA`](Self::DATA) bytes from the group in the object is a `Data`, as long as the group was not
/// released.
#[doc(hidden)]
pub unsafe trait Container<Data>: HasGroup<Data> {
    /// Where the data is, seen from the group.
    const DATA: isize;

    /// Whether there may be new folders in it.
    ///
    /// # Safety
    ///
    /// `group` is that of such an object, and its subsystem's mutex is held.
    unsafe fn is_open(group: *mut bindings::config_group) -> bool;

    /// C has given its last reference back.
    ///
    /// # Safety
    ///
    /// `group` is that of such an object. This is called once.
    unsafe fn release(group: *mut bindings::config_group);
}

/// What all item types begin with.
#[repr(C)]
pub(super) struct Header {
    raw: Opaque<bindings::config_item_type>,
    data: isize,
}

impl Header {
    /// The data of the folder that `item` is.
    ///
    /// # Safety
    ///
    /// The item is in a container, with an item type of this layer's for `Data`. It is not released
    /// during `'a`.
    pub(super) unsafe fn data_of<'a, Data>(item: *const bindings::config_item) -> &'a Data {
        // SAFETY: The type is one of this layer's, and the first field of its header. By the
        // promise of `Container` the data is at that distance from the group, whose first field an
        // item is.
        unsafe {
            let distance = (*(*item).ci_type.cast::<Header>()).data;
            &*item.byte_offset(distance).cast()
        }
    }
}

/// A type of folders. [`configfs_attrs!`](crate::configfs_attrs) makes one.
///
/// # Invariants
///
/// The functions in it are for `Container`s whose data is a `Data`, at the distance in its header.
#[repr(transparent)]
pub struct ItemType<Container, Data> {
    header: Header,
    _container: PhantomData<(Container, Data)>,
}

// SAFETY: A type is never written, and holds no data.
unsafe impl<Container, Data> Sync for ItemType<Container, Data> {}

// SAFETY: As for `Sync`.
unsafe impl<Container, Data> Send for ItemType<Container, Data> {}

impl<C: Container<Data>, Data> ItemType<C, Data> {
    /// For the macro: a type of folders without folders in them.
    #[doc(hidden)]
    pub const fn new<const N: usize>(
        owner: &'static ThisModule,
        attributes: &'static AttributeList<N, Data>,
    ) -> Self {
        Self::with_operations(owner, attributes, null())
    }

    /// For the macro: a type of folders in which there are others.
    #[doc(hidden)]
    pub const fn new_with_child<const N: usize, Child>(
        owner: &'static ThisModule,
        attributes: &'static AttributeList<N, Data>,
    ) -> Self
    where
        Data: GroupOperations<Child = Child> + 'static,
        C: 'static,
    {
        Self::with_operations(owner, attributes, &GroupTable::<C, Data>::TABLE)
    }

    const fn with_operations<const N: usize>(
        owner: &'static ThisModule,
        attributes: &'static AttributeList<N, Data>,
        group: *const bindings::configfs_group_operations,
    ) -> Self {
        // INVARIANT: The functions are those for `C` and `Data`; the distance is `C`'s.
        Self {
            header: Header {
                raw: Opaque::new(bindings::config_item_type {
                    ct_owner: owner.as_ptr(),
                    ct_item_ops: (&raw const *ItemTable::<C, Data>::TABLE).cast_mut(),
                    ct_group_ops: group.cast_mut(),
                    ct_attrs: attributes.as_ptr().cast_mut(),
                    ct_bin_attrs: null_mut(),
                }),
                data: C::DATA,
            },
            _container: PhantomData,
        }
    }
}

impl<C, Data> ItemType<C, Data> {
    /// The type, for C.
    pub(super) fn as_ptr(&self) -> *const bindings::config_item_type {
        self.header.raw.get()
    }
}

/// The functions for every folder.
struct ItemTable<C, Data>(PhantomData<(C, Data)>);

impl<C: Container<Data>, Data> ItemTable<C, Data> {
    const TABLE: &'static bindings::configfs_item_operations =
        &bindings::configfs_item_operations {
            release: Some(Self::release),
            allow_link: None,
            drop_link: None,
        };

    unsafe extern "C" fn release(item: *mut bindings::config_item) {
        // SAFETY: C calls this once, for an item of a type of `C`s. An item is the first field of its
        // group.
        unsafe { C::release(item.cast()) }
    }
}

/// The functions for folders in which there are others.
struct GroupTable<C, Data>(PhantomData<(C, Data)>);

impl<C: Container<Data>, Data: GroupOperations> GroupTable<C, Data> {
    const TABLE: bindings::configfs_group_operations = {
        let mut table: bindings::configfs_group_operations = pin_init::zeroed();
        table.make_group = Some(Self::make_group);
        if Data::HAS_DROP_ITEM {
            table.drop_item = Some(Self::drop_item);
        }
        table
    };

    unsafe extern "C" fn make_group(
        group: *mut bindings::config_group,
        name: *const c_char,
    ) -> *mut bindings::config_group {
        let make = || {
            // SAFETY: C calls this with the group of a `C`, with the subsystem's mutex held.
            if !unsafe { C::is_open(group) } {
                return Err(ENOENT);
            }
            // SAFETY: C has a reference to the group, which is a `C`, during the call. The name is a
            // C string that lives as long.
            let (data, name) = unsafe {
                (
                    Header::data_of::<Data>(group.cast()),
                    CStr::from_char_ptr(name),
                )
            };
            let child = Arc::pin_init(data.make_group(name)?, GFP_KERNEL)?;
            // SAFETY: The object is there. INVARIANT: C has this reference until it releases the group.
            Ok(unsafe { Group::group(Arc::into_raw(child)) }.cast_mut())
        };
        make().unwrap_or_else(|error: Error| error.to_ptr())
    }

    unsafe extern "C" fn drop_item(
        group: *mut bindings::config_group,
        item: *mut bindings::config_item,
    ) {
        // SAFETY: C has a reference to the group, which is a `C`, during the call. The item is the first
        // field of a group that `make_group()` returned; C's reference to it is given back below.
        let (data, child) = unsafe {
            (
                Header::data_of::<Data>(group.cast()),
                ArcBorrow::from_raw(Group::container_of(item.cast())),
            )
        };
        data.drop_item(child);
        // SAFETY: The function's duty: it gives back the reference that `make_group()` returned.
        unsafe { bindings::config_item_put(item) };
    }
}
