// SPDX-License-Identifier: GPL-2.0-only

//! The files in a folder.
//!
//! # Safety
//!
//! An [`Attribute`]'s functions are called for folders whose data is its `Data`: an [`AttributeList`]
//! has attributes for one type of data, and so has an [`ItemType`](super::ItemType).

#![allow(unsafe_code)]

use super::item::Header;
use crate::{
    error::{code::EIO, from_result, Result},
    ffi::c_char,
    module::ModuleMetadata as _,
    page::PAGE_SIZE,
    str::{as_char_ptr_in_const_context, CStr},
    types::Opaque,
};
use core::{marker::PhantomData, ptr::null_mut, slice};
use macros::vtable;

/// C's files have no more bytes than that, and no more than a page.
const MOST: usize = if PAGE_SIZE < 4096 { PAGE_SIZE } else { 4096 };

/// What is done when a file is read or written.
///
/// A type that has several files implements this several times, with a different `ID` each: the one that
/// [`configfs_attrs!`](crate::configfs_attrs) gives to the file. A file without
/// [`store`](AttributeOperations::store) cannot be written.
#[vtable]
pub trait AttributeOperations<const ID: u64 = 0> {
    /// The data of the folder that the file is in.
    type Data;

    /// Called by `read()`. Fills the page, which is zero, and returns the number of bytes: at most 4096,
    /// or the error is `EIO`.
    ///
    /// # Context
    ///
    /// May sleep. May run at the same time in several threads.
    fn show(data: &Self::Data, page: &mut [u8; PAGE_SIZE]) -> Result<usize>;

    /// Called by `write()`, with what was written. That is at most 4095 bytes: what is longer comes in
    /// several calls.
    ///
    /// # Context
    ///
    /// As for [`show`](AttributeOperations::show).
    fn store(_data: &Self::Data, _page: &[u8]) -> Result {
        Err(crate::error::code::EINVAL)
    }
}

/// A file.
///
/// # Invariants
///
/// The functions in it are `O`'s.
#[repr(transparent)]
pub struct Attribute<const ID: u64, O, Data> {
    raw: Opaque<bindings::configfs_attribute>,
    _operations: PhantomData<(O, Data)>,
}

// SAFETY: An attribute is never written, and holds no data.
unsafe impl<const ID: u64, O, Data> Sync for Attribute<ID, O, Data> {}

// SAFETY: As for `Sync`.
unsafe impl<const ID: u64, O, Data> Send for Attribute<ID, O, Data> {}

impl<const ID: u64, O, Data> Attribute<ID, O, Data>
where
    O: AttributeOperations<ID, Data = Data>,
{
    /// A file of that name. Everybody may read it, and root may write it.
    pub const fn new(name: &'static CStr) -> Self {
        // INVARIANT: The functions are `O`'s.
        Self {
            raw: Opaque::new(bindings::configfs_attribute {
                ca_name: as_char_ptr_in_const_context(name).cast(),
                ca_owner: O::OwnerModule::THIS_MODULE.as_ptr(),
                ca_mode: if O::HAS_STORE { 0o644 } else { 0o444 },
                show: Some(Self::show),
                store: if O::HAS_STORE {
                    Some(Self::store)
                } else {
                    None
                },
            }),
            _operations: PhantomData,
        }
    }

    /// For the macro: the attribute as an element of a list.
    #[doc(hidden)]
    pub const fn entry(&'static self) -> Entry<Data> {
        Entry(self.raw.get(), PhantomData)
    }

    unsafe extern "C" fn show(item: *mut bindings::config_item, page: *mut c_char) -> isize {
        // SAFETY: C calls this for a folder whose type has this attribute, which it does not release
        // meanwhile, and lends a page for the call, full of zeroes at first.
        let (data, page) = unsafe {
            (
                Header::data_of::<Data>(item),
                &mut *page.cast::<[u8; PAGE_SIZE]>(),
            )
        };
        from_result(|| match O::show(data, page)? {
            len @ ..=MOST => Ok(len as isize),
            _ => Err(EIO),
        })
    }

    unsafe extern "C" fn store(
        item: *mut bindings::config_item,
        page: *const c_char,
        size: usize,
    ) -> isize {
        // SAFETY: As for `show()`, and C lends that many bytes: a copy of what was written.
        let (data, bytes) = unsafe {
            (
                Header::data_of::<Data>(item),
                slice::from_raw_parts(page.cast(), size),
            )
        };
        from_result(|| {
            O::store(data, bytes)?;
            Ok(isize::try_from(size)?)
        })
    }
}

/// An element of an [`AttributeList`]: an attribute for folders with that data.
#[doc(hidden)]
pub struct Entry<Data>(*mut bindings::configfs_attribute, PhantomData<Data>);

impl<Data> Entry<Data> {
    /// What ends a list.
    pub const END: Self = Self(null_mut(), PhantomData);
}

/// The files of a type of folders. [`configfs_attrs!`](crate::configfs_attrs) makes one.
///
/// # Invariants
///
/// The last entry is null, the others are attributes for `Data`.
#[repr(transparent)]
pub struct AttributeList<const N: usize, Data>([Entry<Data>; N]);

// SAFETY: A list is never written, and holds no data.
unsafe impl<const N: usize, Data> Send for AttributeList<N, Data> {}

// SAFETY: As for `Send`.
unsafe impl<const N: usize, Data> Sync for AttributeList<N, Data> {}

impl<const N: usize, Data> AttributeList<N, Data> {
    /// For the macro: a list of those files. The last entry is [`Entry::END`].
    #[doc(hidden)]
    pub const fn new(entries: [Entry<Data>; N]) -> Self {
        assert!(matches!(entries.as_slice(), [.., last] if last.0.is_null()));
        // INVARIANT: The end is as asserted; other entries come from attributes.
        Self(entries)
    }

    /// The list, for C.
    pub(super) const fn as_ptr(&'static self) -> *const *mut bindings::configfs_attribute {
        (&raw const self.0).cast()
    }
}

/// Writes down a type of folders: what is in them.
///
/// | key | what it is |
/// |---|---|
/// | `container` | [`Subsystem<Data>`](crate::configfs::Subsystem) or [`Group<Data>`](crate::configfs::Group) |
/// | `data` | the type `Data` |
/// | `child` | only if there are folders in it: their data, [`GroupOperations::Child`](crate::configfs::GroupOperations::Child) |
/// | `attributes` | the files: a name, and the `ID` of the [`AttributeOperations`](crate::configfs::AttributeOperations) that `Data` implements for it |
///
/// The result is a `&'static` [`ItemType`](crate::configfs::ItemType) for
/// [`Subsystem::new`](crate::configfs::Subsystem::new) or
/// [`Group::new`](crate::configfs::Group::new). The example is there.
#[macro_export]
macro_rules! configfs_attrs {
    (
        container: $container:ty,
        data: $data:ty,
        $(child: $child:ty,)?
        attributes: [
            $($name:ident: $attr:literal),* $(,)?
        ] $(,)?
    ) => {{
        const LEN: usize = 1 $(+ { const _: u64 = $attr; 1 })*;
        static ATTRIBUTES: $crate::configfs::AttributeList<LEN, $data> =
            $crate::configfs::AttributeList::new([
                $({
                    static ATTRIBUTE: $crate::configfs::Attribute<$attr, $data, $data> =
                        $crate::configfs::Attribute::new($crate::c_str!(::core::stringify!($name)));
                    ATTRIBUTE.entry()
                },)*
                $crate::configfs::Entry::END,
            ]);
        static TYPE: $crate::configfs::ItemType<$container, $data> =
            $crate::configfs_attrs!(@new [$($child)?])(
                $crate::module::this_module::<crate::LocalModule>(),
                &ATTRIBUTES,
            );
        &TYPE
    }};
    (@new []) => { $crate::configfs::ItemType::new };
    (@new [$child:ty]) => { $crate::configfs::ItemType::new_with_child::<LEN, $child> };
}
