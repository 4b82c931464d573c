// SPDX-License-Identifier: GPL-2.0-only

//! Types of folders, and files in them, as C has them: what it calls.
//!
//! # Safety
//!
//! An [`ItemType`] is used for folders of its container alone, and says where in those their data is. Its
//! attributes are for that data.

#![allow(unsafe_code)]

use super::{AttributeList, AttributeOperations, Group, GroupOperations, HasGroup};
use crate::{
    alloc::flags::GFP_KERNEL,
    error::{
        code::{EIO, ENOENT},
        from_result, Error,
    },
    ffi::c_char,
    init::InPlaceInit as _,
    module::{ModuleMetadata as _, ThisModule},
    page::PAGE_SIZE,
    str::{as_char_ptr_in_const_context, CStr, CStrExt as _},
    sync::{Arc, ArcBorrow},
    types::Opaque,
};
use core::{
    marker::PhantomData,
    ptr::{null, null_mut},
    slice,
};

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
struct Header {
    raw: Opaque<bindings::config_item_type>,
    data: isize,
}

// SAFETY: A header is never written, and what it points to is never written either.
unsafe impl Send for Header {}

// SAFETY: As for `Send`.
unsafe impl Sync for Header {}

impl Header {
    /// The data of the folder that `item` is.
    ///
    /// # Safety
    ///
    /// The item is in a container, with an item type of this layer's for `Data`. It is not released
    /// during `'a`.
    unsafe fn data_of<'a, Data>(item: *const bindings::config_item) -> &'a Data {
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
    // It takes them, and holds none.
    _container: PhantomData<fn(Container, Data)>,
}

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
                    ct_attrs: list_of(attributes.entries()),
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

/// A file, for C. Never written.
#[repr(transparent)]
struct RawAttribute(Opaque<bindings::configfs_attribute>);

// SAFETY: An attribute is never written, and what it points to is the module's.
unsafe impl Sync for RawAttribute {}

// SAFETY: As for `Sync`.
unsafe impl Send for RawAttribute {}

/// A file of folders with that data.
///
/// # Invariants
///
/// The functions in it are for that data.
#[repr(transparent)]
pub(super) struct AttributePart<Data> {
    raw: RawAttribute,
    // It takes them, and holds none.
    _data: PhantomData<fn(Data)>,
}

impl<Data> AttributePart<Data> {
    /// A file of that name, with those functions.
    pub(super) const fn new<const ID: u64, O>(name: &'static CStr) -> Self
    where
        O: AttributeOperations<ID, Data = Data>,
    {
        // INVARIANT: The functions are for `O`'s data.
        Self {
            raw: RawAttribute(Opaque::new(bindings::configfs_attribute {
                ca_name: as_char_ptr_in_const_context(name).cast(),
                ca_owner: O::OwnerModule::THIS_MODULE.as_ptr(),
                ca_mode: if O::HAS_STORE { 0o644 } else { 0o444 },
                show: Some(show::<ID, O>),
                store: if O::HAS_STORE {
                    Some(store::<ID, O>)
                } else {
                    None
                },
            })),
            _data: PhantomData,
        }
    }

    /// The attribute as an element of a list.
    pub(super) const fn entry(&'static self) -> Entry<Data> {
        Entry(Some(&self.raw), PhantomData)
    }
}

/// An element of an [`AttributeList`]: an attribute for folders with that data.
///
/// # Invariants
///
/// The attribute is that of a part for that data.
#[doc(hidden)]
#[repr(transparent)]
pub struct Entry<Data>(Option<&'static RawAttribute>, PhantomData<fn(Data)>);

impl<Data> Entry<Data> {
    /// What ends a list.
    pub const END: Self = Self(None, PhantomData);
}

/// The attributes as a list for C. Null ends it.
const fn list_of<Data>(entries: &'static [Entry<Data>]) -> *mut *mut bindings::configfs_attribute {
    assert!(matches!(entries, [.., Entry(None, _)]));
    // A reference, or none, is what C has as a pointer. C does not write to them.
    entries.as_ptr().cast_mut().cast()
}

/// C's files have no more bytes than that, and no more than a page.
const MOST: usize = if PAGE_SIZE < 4096 { PAGE_SIZE } else { 4096 };

unsafe extern "C" fn show<const ID: u64, O: AttributeOperations<ID>>(
    item: *mut bindings::config_item,
    page: *mut c_char,
) -> isize {
    // SAFETY: C calls this for a folder whose type has this attribute, which it does not release
    // meanwhile, and lends a page for the call, full of zeroes at first.
    let (data, page) = unsafe {
        (
            Header::data_of::<O::Data>(item),
            &mut *page.cast::<[u8; PAGE_SIZE]>(),
        )
    };
    from_result(|| match O::show(data, page)? {
        len @ ..=MOST => Ok(len as isize),
        _ => Err(EIO),
    })
}

unsafe extern "C" fn store<const ID: u64, O: AttributeOperations<ID>>(
    item: *mut bindings::config_item,
    page: *const c_char,
    size: usize,
) -> isize {
    // SAFETY: As for `show()`, and C lends that many bytes: a copy of what was written.
    let (data, bytes) = unsafe {
        (
            Header::data_of::<O::Data>(item),
            slice::from_raw_parts(page.cast(), size),
        )
    };
    from_result(|| {
        O::store(data, bytes)?;
        Ok(isize::try_from(size)?)
    })
}
