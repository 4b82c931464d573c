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
//! While an object is there the driver's module cannot be unloaded.
//!
//! C header: [`include/linux/configfs.h`](srctree/include/linux/configfs.h)
//!
//! # Safety
//!
//! A [`Subsystem`] is known to C from the end of its initialisation until it is dropped, and is not
//! dropped while C has a reference to it. A [`Group`] that C knows is owned by C's reference count.

#![allow(unsafe_code)]

mod attribute;
mod item;

#[doc(hidden)]
pub use self::attribute::Entry;
pub use self::attribute::{Attribute, AttributeList, AttributeOperations};
pub use self::item::{GroupOperations, ItemType};
pub use crate::configfs_attrs;

use self::item::Container;
use crate::{
    error::{to_result, Error, Result},
    str::{CStr, CString},
    sync::{
        atomic::{Atomic, Relaxed},
        Arc, Completion,
    },
    time::{delay::fsleep, Delta},
    types::Opaque,
};
use bindings::live::Live;
use core::{mem::offset_of, pin::Pin};
use pin_init::{pin_data, pin_init, pinned_drop, PinInit};

/// A folder of `/sys/kernel/config`, until this value is dropped.
///
/// Dropping it waits until the last object in the folder is removed, and refuses new ones meanwhile. In
/// a module that is unloaded there is none, as each holds on to the module.
///
/// # Invariants
///
/// `subsystem` is registered, with an item type that is for this type of container.
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
#[pin_data(PinnedDrop)]
pub struct Subsystem<Data> {
    #[pin]
    data: Data,
    /// No new objects, please. Written with the mutex held.
    closing: Atomic<bool>,
    /// C has no reference to the folder any more.
    #[pin]
    gone: Completion,
    #[pin]
    subsystem: Opaque<bindings::configfs_subsystem>,
}

// SAFETY: C's functions lock. The data is borrowed in any thread's calls, and may be dropped in any
// thread.
unsafe impl<Data: Send + Sync> Sync for Subsystem<Data> {}

// SAFETY: A subsystem may be deregistered by any task, and its data may be dropped in any thread.
unsafe impl<Data: Send + Sync> Send for Subsystem<Data> {}

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
        // INVARIANT: `configfs_register_subsystem()` runs on the field, with a type for this container.
        // The other fields are initialised by then.
        pin_init!(Self {
            data <- data,
            closing: Atomic::new(false),
            gone <- Completion::new(),
            subsystem <- Opaque::try_ffi_init(|slot: *mut bindings::configfs_subsystem| {
                // SAFETY: An initialiser's slot may be written. C takes zeroes for an empty object.
                let group = unsafe {
                    slot.write(core::mem::zeroed());
                    &raw mut (*slot).su_group
                };
                // SAFETY: The mutex and the group are in that memory, which is zero; the mutex's
                // name and class live forever.
                unsafe {
                    bindings::__mutex_init(
                        &raw mut (*slot).su_mutex,
                        c"configfs_subsystem".as_ptr().cast(),
                        crate::static_lock_class!().as_ptr(),
                    );
                    init_group(group, name, item_type.as_ptr())?;
                }
                // SAFETY: The object is initialised and pinned. When it is dropped it is deregistered.
                to_result(unsafe { bindings::configfs_register_subsystem(slot) }).inspect_err(|_| {
                    // SAFETY: C does not know the group, and nobody uses it any more.
                    unsafe { free_name(group) }
                })
            }),
        }? Error)
    }
}

impl<Data> Subsystem<Data> {
    /// Calls `f` with the mutex held that guards the objects in the folder.
    fn with_mutex<R>(&self, f: impl FnOnce() -> R) -> R {
        // SAFETY: By the type's invariant the mutex is initialised.
        let mutex = unsafe { Live::from_ptr(&raw mut (*self.subsystem.get()).su_mutex) };
        bindings::safe::mutex_lock(mutex);
        let result = f();
        // SAFETY: It was locked above, by this task.
        unsafe { bindings::mutex_unlock(mutex.get()) };
        result
    }
}

#[pinned_drop]
impl<Data> PinnedDrop for Subsystem<Data> {
    fn drop(self: Pin<&mut Self>) {
        let this: &Self = &self;
        let subsystem = this.subsystem.get();
        // SAFETY: By the type's invariant the list is initialised.
        let children = unsafe { Live::from_ptr(&raw mut (*subsystem).su_group.cg_children) };

        this.with_mutex(|| this.closing.store(true, Relaxed));
        // An object is linked under the mutex that `make_group()` runs with, so none comes any more.
        while !this.with_mutex(|| bindings::safe::list_empty(children) != 0) {
            fsleep(Delta::from_millis(10));
        }

        // SAFETY: By the type's invariant the subsystem is registered; it is empty now. C waits for
        // the calls that use the folder.
        unsafe { bindings::configfs_unregister_subsystem(subsystem) };
        // SAFETY: This gives the reference back that came with the initialisation.
        unsafe { bindings::config_item_put(&raw mut (*subsystem).su_group.cg_item) };
        this.gone.wait_for_completion();
    }
}

/// What holds a `struct config_group`.
///
/// # Safety
///
/// The two functions are inverse to each other, and the group is initialised while the object is.
pub unsafe trait HasGroup<Data> {
    /// The group in an object.
    ///
    /// # Safety
    ///
    /// `this` must point to an object that is there.
    unsafe fn group(this: *const Self) -> *const bindings::config_group;

    /// The object around a group.
    ///
    /// # Safety
    ///
    /// `group` must point to the group of an object that is there.
    unsafe fn container_of(group: *const bindings::config_group) -> *const Self;
}

/// Where in a [`Subsystem`] its group is.
const fn group_in_subsystem<Data>() -> usize {
    offset_of!(Subsystem<Data>, subsystem) + offset_of!(bindings::configfs_subsystem, su_group)
}

// SAFETY: Both use the same distance, that of the group in the subsystem.
unsafe impl<Data> HasGroup<Data> for Subsystem<Data> {
    unsafe fn group(this: *const Self) -> *const bindings::config_group {
        this.wrapping_byte_add(group_in_subsystem::<Data>()).cast()
    }

    unsafe fn container_of(group: *const bindings::config_group) -> *const Self {
        group.wrapping_byte_sub(group_in_subsystem::<Data>()).cast()
    }
}

// SAFETY: The data is a field of the object. The object lives until it was released, since dropping it
// waits for that.
unsafe impl<Data> Container<Data> for Subsystem<Data> {
    const DATA: isize = offset_of!(Self, data) as isize - group_in_subsystem::<Data>() as isize;

    unsafe fn is_open(group: *mut bindings::config_group) -> bool {
        // SAFETY: The caller promises the group of such an object.
        let this = unsafe { &*Self::container_of(group) };
        // The caller holds the mutex.
        !this.closing.load(Relaxed)
    }

    unsafe fn release(group: *mut bindings::config_group) {
        // SAFETY: The caller promises the group of such an object, which is there until the completion
        // has happened.
        unsafe { (*Self::container_of(group)).gone.complete_all() }
    }
}

/// A folder that user space made.
///
/// # Invariants
///
/// `group` is initialised, with an item type that is for this type of container. If C knows it, it is in
/// an [`Arc`], one reference to which is C's.
#[pin_data(PinnedDrop)]
pub struct Group<Data> {
    #[pin]
    data: Data,
    #[pin]
    group: Opaque<bindings::config_group>,
}

// SAFETY: C's part is not accessed through a shared reference. The data is borrowed in any thread's
// calls, and may be dropped in any thread.
unsafe impl<Data: Send + Sync> Sync for Group<Data> {}

// SAFETY: C's part may be freed by any task, and the data may be dropped in any thread.
unsafe impl<Data: Send + Sync> Send for Group<Data> {}

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
        // INVARIANT: The group is initialised, with a type for this container.
        pin_init!(Self {
            data <- data,
            group <- Opaque::try_ffi_init(move |slot: *mut bindings::config_group| {
                // SAFETY: An initialiser's slot may be written. C takes zeroes for an empty object.
                unsafe {
                    slot.write(core::mem::zeroed());
                    init_group(slot, &name, item_type.as_ptr())
                }
            }),
        }? Error)
    }
}

#[pinned_drop]
impl<Data> PinnedDrop for Group<Data> {
    fn drop(self: Pin<&mut Self>) {
        // SAFETY: Nobody uses the group any more. C has none of its references, or has never had one.
        unsafe { free_name(self.group.get()) }
    }
}

// SAFETY: Both use the same distance, that of the field.
unsafe impl<Data> HasGroup<Data> for Group<Data> {
    unsafe fn group(this: *const Self) -> *const bindings::config_group {
        this.wrapping_byte_add(offset_of!(Self, group)).cast()
    }

    unsafe fn container_of(group: *const bindings::config_group) -> *const Self {
        group.wrapping_byte_sub(offset_of!(Self, group)).cast()
    }
}

// SAFETY: The data is a field of the object. `make_group()` gave a reference to an `Arc` to C, which is
// given back when it is released.
unsafe impl<Data> Container<Data> for Group<Data> {
    const DATA: isize = offset_of!(Self, data) as isize - offset_of!(Self, group) as isize;

    unsafe fn is_open(_: *mut bindings::config_group) -> bool {
        true
    }

    unsafe fn release(group: *mut bindings::config_group) {
        // SAFETY: The caller promises the group of such an object; by the type's invariant it is in an
        // `Arc`. This is the one call for C's reference.
        drop(unsafe { Arc::from_raw(Self::container_of(group)) });
    }
}

/// Makes a group, with one reference.
///
/// # Safety
///
/// `group` points to memory for one, which is zero.
unsafe fn init_group(
    group: *mut bindings::config_group,
    name: &CStr,
    item_type: *const bindings::config_item_type,
) -> Result {
    // SAFETY: The caller promises such memory. The type lives forever. `%s` takes a C string, which C
    // copies.
    to_result(unsafe {
        bindings::config_group_init(group);
        (*group).cg_item.ci_type = item_type;
        bindings::config_item_set_name(
            &raw mut (*group).cg_item,
            c"%s".as_ptr().cast(),
            name.as_ptr(),
        )
    })
}

/// Frees the name of a group that C has not released: a long one is in memory of its own.
///
/// # Safety
///
/// The group was made by [`init_group`]; nobody uses it any more.
unsafe fn free_name(group: *mut bindings::config_group) {
    // SAFETY: The caller promises that the group is initialised and not in use. C allocated a name that
    // is not in the item, or has freed it, and then the pointer is null.
    unsafe {
        let item = &mut (*group).cg_item;
        if item.ci_name != item.ci_namebuf.as_mut_ptr() {
            bindings::kfree(item.ci_name.cast());
        }
    }
}
