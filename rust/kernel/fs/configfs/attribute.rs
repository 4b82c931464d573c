// SPDX-License-Identifier: GPL-2.0-only

//! The files in a folder.

use super::item::{AttributePart, Entry};
use crate::{error::Result, page::PAGE_SIZE, str::CStr};
use core::marker::PhantomData;
use macros::vtable;

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
#[repr(transparent)]
pub struct Attribute<const ID: u64, O, Data> {
    part: AttributePart<Data>,
    // It holds none.
    _operations: PhantomData<fn() -> O>,
}

impl<const ID: u64, O, Data> Attribute<ID, O, Data>
where
    O: AttributeOperations<ID, Data = Data>,
{
    /// A file of that name. Everybody may read it, and root may write it.
    pub const fn new(name: &'static CStr) -> Self {
        Self {
            part: AttributePart::new::<ID, O>(name),
            _operations: PhantomData,
        }
    }

    /// For the macro: the attribute as an element of a list.
    #[doc(hidden)]
    pub const fn entry(&'static self) -> Entry<Data> {
        self.part.entry()
    }
}

/// The files of a type of folders. [`configfs_attrs!`](crate::configfs_attrs) makes one.
#[repr(transparent)]
pub struct AttributeList<const N: usize, Data>([Entry<Data>; N]);

impl<const N: usize, Data> AttributeList<N, Data> {
    /// For the macro: a list of those files. The last entry is [`Entry::END`].
    #[doc(hidden)]
    pub const fn new(entries: [Entry<Data>; N]) -> Self {
        Self(entries)
    }

    /// The files, and the end.
    pub(super) const fn entries(&'static self) -> &'static [Entry<Data>] {
        &self.0
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
        // The caller's types see these names.
        const __LEN: usize = 1 $(+ { const _: u64 = $attr; 1 })*;
        static __ATTRIBUTES: $crate::configfs::AttributeList<__LEN, $data> =
            $crate::configfs::AttributeList::new([
                $({
                    static __ATTRIBUTE: $crate::configfs::Attribute<$attr, $data, $data> =
                        $crate::configfs::Attribute::new($crate::c_str!(::core::stringify!($name)));
                    __ATTRIBUTE.entry()
                },)*
                $crate::configfs::Entry::END,
            ]);
        static __TYPE: $crate::configfs::ItemType<$container, $data> =
            $crate::configfs_attrs!(@new [$($child)?])(
                $crate::module::this_module::<crate::LocalModule>(),
                &__ATTRIBUTES,
            );
        &__TYPE
    }};
    (@new []) => { $crate::configfs::ItemType::new };
    (@new [$child:ty]) => { $crate::configfs::ItemType::new_with_child::<__LEN, $child> };
}
