// SPDX-License-Identifier: GPL-2.0-only

//! Folders by which user space makes objects of a driver's, and sets them up.
//!
//! A driver registers a [`Subsystem`]: a folder of `/sys/kernel/config`. `mkdir` in it makes an object,
//! a [`Group`], if the folder's type has children; `rmdir` ends it. The files in a folder are its
//! attributes, each a few lines of text. [`configfs_attrs!`] writes down which there are.
//!
//! | what user space does | what is called |
//! |---|---|
//! | `mkdir` | [`GroupOperations::make_group`] of the folder's data |
//! | `rmdir` | [`GroupOperations::drop_item`], and the object's data is dropped |
//! | reading a file | [`AttributeOperations::show`] |
//! | writing a file | [`AttributeOperations::store`] |
//!
//! A folder without others in it, whose files are for statics, is a [`Folder`] of [`configfs_folder!`].
//!
//! While an object is there the driver's module cannot be unloaded.
//!
//! C header: [`include/linux/configfs.h`](srctree/include/linux/configfs.h)

mod attribute;
mod fixed;
mod folder;
mod item;

pub use self::attribute::{Attribute, AttributeList, AttributeOperations};
pub use self::fixed::Folder;
#[doc(hidden)]
pub use self::fixed::{FieldOf, FixedAttribute};
pub use self::folder::HasGroup;
#[doc(hidden)]
pub use self::item::Entry;
pub use self::item::ItemType;
pub use crate::{configfs_attrs, configfs_folder};

use self::folder::{GroupPart, Root};
use crate::{
    error::{Error, Result},
    str::{CStr, CString},
    sync::ArcBorrow,
};
use macros::vtable;
use pin_init::{pin_data, pin_init, PinInit};

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

/// A folder of `/sys/kernel/config`, until this value is dropped.
///
/// Dropping it waits until the last object in the folder is removed, and refuses new ones meanwhile. In
/// a module that is unloaded there is none, as each holds on to the module.
///
/// # Examples
///
/// ```
/// use core::pin::Pin;
/// use kernel::{
///     configfs::{self, configfs_attrs, AttributeOperations, GroupOperations},
///     new_mutex,
///     page::PAGE_SIZE,
///     prelude::*,
///     sync::Mutex,
/// };
///
/// /// The folder: makes lamps.
/// struct Lamps;
///
/// /// One lamp.
/// #[pin_data]
/// struct Lamp {
///     #[pin]
///     colour: Mutex<KVec<u8>>,
/// }
///
/// #[vtable]
/// impl GroupOperations for Lamps {
///     type Child = Lamp;
///
///     fn make_group(&self, name: &CStr) -> Result<impl PinInit<configfs::Group<Lamp>, Error>> {
///         let item_type = configfs_attrs! {
///             container: configfs::Group<Lamp>,
///             data: Lamp,
///             attributes: [ colour: 0 ],
///         };
///         let lamp = try_pin_init!(Lamp { colour <- new_mutex!(KVec::new()) });
///         Ok(configfs::Group::new(CString::try_from(name)?, item_type, lamp))
///     }
/// }
///
/// #[vtable]
/// impl AttributeOperations<0> for Lamp {
///     type Data = Lamp;
///
///     fn show(lamp: &Lamp, page: &mut [u8; PAGE_SIZE]) -> Result<usize> {
///         let colour = lamp.colour.lock();
///         page.get_mut(..colour.len()).ok_or(EINVAL)?.copy_from_slice(&colour);
///         Ok(colour.len())
///     }
///
///     fn store(lamp: &Lamp, page: &[u8]) -> Result {
///         let mut colour = lamp.colour.lock();
///         colour.clear();
///         Ok(colour.extend_from_slice(page, GFP_KERNEL)?)
///     }
/// }
/// # use kernel::str::CString;
///
/// let item_type = configfs_attrs! {
///     container: configfs::Subsystem<Lamps>,
///     data: Lamps,
///     child: Lamp,
///     attributes: [],
/// };
/// let lamps = KBox::pin_init(
///     configfs::Subsystem::new(c"doc-lamps", item_type, try_init!(Lamps {})),
///     GFP_KERNEL,
/// )?;
/// // Now there is /sys/kernel/config/doc-lamps.
/// # drop(lamps);
/// # Ok::<(), Error>(())
/// ```
#[pin_data]
pub struct Subsystem<Data> {
    #[pin]
    root: Root<Data>,
}

impl<Data: Send + Sync + 'static> Subsystem<Data> {
    /// Makes a folder of that name and type. User space may use it before this returns.
    ///
    /// # Errors
    ///
    /// Those of `data`, `EEXIST` if there is a folder of that name, `ENOMEM` without memory. Older trees
    /// do not look whether there is a folder of that name.
    ///
    /// # Context
    ///
    /// May sleep. So may dropping it.
    pub fn new(
        name: &'static CStr,
        item_type: &'static ItemType<Subsystem<Data>, Data>,
        data: impl PinInit<Data, Error>,
    ) -> impl PinInit<Self, Error> {
        Self::register(name, item_type, data)
    }
}

/// A folder that user space made.
///
/// # Invariants
///
/// If C knows it, it is in an [`Arc`](crate::sync::Arc), one reference to which is C's.
#[pin_data]
pub struct Group<Data> {
    #[pin]
    data: Data,
    #[pin]
    group: GroupPart<Data>,
}

impl<Data: Send + Sync + 'static> Group<Data> {
    /// Makes an object, for [`GroupOperations::make_group`] to return.
    ///
    /// # Errors
    ///
    /// Those of `data`, `ENOMEM` without memory.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn new(
        name: CString,
        item_type: &'static ItemType<Group<Data>, Data>,
        data: impl PinInit<Data, Error>,
    ) -> impl PinInit<Self, Error> {
        pin_init!(Self {
            data <- data,
            group <- GroupPart::new(name, item_type),
        }? Error)
    }
}
