// SPDX-License-Identifier: GPL-2.0-only

//! Folders, as C has them.
//!
//! # Safety
//!
//! A [`Root`] is known to C from the end of its initialisation until it is dropped, and is not dropped
//! while C has a reference to it. A [`Group`] that C knows is owned by C's reference count.

#![allow(unsafe_code)]

use super::{
    item::{Container, ItemType},
    Group, Subsystem,
};
use crate::{
    error::{to_result, Error, Result},
    module::users::CodeUse,
    str::{CStr, CString},
    sync::{
        atomic::{Atomic, Relaxed},
        Arc, Completion,
    },
    time::{delay::fsleep, Delta},
    types::Opaque,
};
use bindings::live::Live;
use core::{marker::PhantomData, mem::offset_of, pin::Pin};
use pin_init::{pin_data, pin_init, pinned_drop, PinInit};

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

/// A folder of `/sys/kernel/config` with its data: what a [`Subsystem`] is made of.
///
/// # Invariants
///
/// It is in a [`Subsystem`]. `subsystem` is registered, with an item type that is for that container.
#[pin_data(PinnedDrop)]
pub(super) struct Root<Data> {
    #[pin]
    data: Data,
    /// No new objects, please. Written with the mutex held.
    closing: Atomic<bool>,
    /// C has no reference to the folder any more.
    #[pin]
    gone: Completion,
    #[pin]
    subsystem: Opaque<bindings::configfs_subsystem>,
    /// The module's functions are called until the folder is gone.
    _code: CodeUse,
}

// SAFETY: C's functions lock. The data is borrowed in any thread's calls, and may be dropped in any
// thread.
unsafe impl<Data: Send + Sync> Sync for Root<Data> {}

// SAFETY: A subsystem may be deregistered by any task, and its data may be dropped in any thread.
unsafe impl<Data: Send + Sync> Send for Root<Data> {}

impl<Data: Send + Sync + 'static> Subsystem<Data> {
    /// Registers a folder with C.
    pub(super) fn register(
        name: &'static CStr,
        item_type: &'static ItemType<Subsystem<Data>, Data>,
        data: impl PinInit<Data, Error>,
    ) -> impl PinInit<Self, Error> {
        // INVARIANT: `configfs_register_subsystem()` runs on the field, with a type for this container.
        // The other fields are initialised by then.
        let root = pin_init!(Root {
            data <- data,
            closing: Atomic::new(false),
            gone <- Completion::new(),
            _code: CodeUse::own(),
            subsystem <- Opaque::try_ffi_init(|slot: *mut bindings::configfs_subsystem| {
                // SAFETY: An initialiser's slot may be written, and is pinned. The type lives forever. When
                // the object is dropped it is deregistered.
                unsafe { add_subsystem(slot, name, item_type.as_ptr()) }
            }),
        }? Error);
        pin_init!(Self { root <- root }? Error)
    }
}

impl<Data> Root<Data> {
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
impl<Data> PinnedDrop for Root<Data> {
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

        // SAFETY: By the type's invariant the subsystem is registered; it is empty now.
        unsafe { remove_subsystem(subsystem) };
        this.gone.wait_for_completion();
    }
}

/// Where in a [`Subsystem`] its group is.
const fn group_in_subsystem<Data>() -> usize {
    offset_of!(Subsystem<Data>, root)
        + offset_of!(Root<Data>, subsystem)
        + offset_of!(bindings::configfs_subsystem, su_group)
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
    const DATA: isize = (offset_of!(Self, root) + offset_of!(Root<Data>, data)) as isize
        - group_in_subsystem::<Data>() as isize;

    unsafe fn is_open(group: *mut bindings::config_group) -> bool {
        // SAFETY: The caller promises the group of such an object.
        let this = unsafe { &*Self::container_of(group) };
        // The caller holds the mutex.
        !this.root.closing.load(Relaxed)
    }

    unsafe fn release(group: *mut bindings::config_group) {
        // SAFETY: The caller promises the group of such an object, which is there until the completion
        // has happened.
        unsafe { (*Self::container_of(group)).root.gone.complete_all() }
    }
}

/// C's part of a [`Group`] with that data.
///
/// # Invariants
///
/// `raw` is initialised, with an item type that is for a [`Group`].
#[pin_data(PinnedDrop)]
pub(super) struct GroupPart<Data> {
    #[pin]
    raw: Opaque<bindings::config_group>,
    _data: PhantomData<Data>,
}

// SAFETY: It is not accessed through a shared reference. The group's data is borrowed in any thread's
// calls, and may be dropped in any thread.
unsafe impl<Data: Send + Sync> Sync for GroupPart<Data> {}

// SAFETY: It may be freed by any task, and the group's data may be dropped in any thread.
unsafe impl<Data: Send + Sync> Send for GroupPart<Data> {}

impl<Data> GroupPart<Data> {
    /// A group of that name and type, which C does not know.
    pub(super) fn new(
        name: CString,
        item_type: &'static ItemType<Group<Data>, Data>,
    ) -> impl PinInit<Self, Error> {
        // INVARIANT: The group is initialised, with a type for its container.
        pin_init!(Self {
            raw <- Opaque::try_ffi_init(move |slot: *mut bindings::config_group| {
                // SAFETY: An initialiser's slot may be written. C takes zeroes for an empty object.
                unsafe {
                    slot.write(core::mem::zeroed());
                    init_group(slot, &name, item_type.as_ptr())
                }
            }),
            _data: PhantomData,
        }? Error)
    }
}

#[pinned_drop]
impl<Data> PinnedDrop for GroupPart<Data> {
    fn drop(self: Pin<&mut Self>) {
        // SAFETY: Nobody uses the group any more. C has none of its references, or has never had one.
        unsafe { free_name(self.raw.get()) }
    }
}

/// Where in a [`Group`] C's part is.
const fn group_in_group<Data>() -> usize {
    offset_of!(Group<Data>, group) + offset_of!(GroupPart<Data>, raw)
}

// SAFETY: Both use the same distance, that of the field.
unsafe impl<Data> HasGroup<Data> for Group<Data> {
    unsafe fn group(this: *const Self) -> *const bindings::config_group {
        this.wrapping_byte_add(group_in_group::<Data>()).cast()
    }

    unsafe fn container_of(group: *const bindings::config_group) -> *const Self {
        group.wrapping_byte_sub(group_in_group::<Data>()).cast()
    }
}

// SAFETY: The data is a field of the object. `make_group()` gave a reference to an `Arc` to C, which is
// given back when it is released.
unsafe impl<Data> Container<Data> for Group<Data> {
    const DATA: isize = offset_of!(Self, data) as isize - group_in_group::<Data>() as isize;

    unsafe fn is_open(_: *mut bindings::config_group) -> bool {
        true
    }

    unsafe fn release(group: *mut bindings::config_group) {
        // SAFETY: The caller promises the group of such an object; by the type's invariant it is in an
        // `Arc`. This is the one call for C's reference.
        drop(unsafe { Arc::from_raw(Self::container_of(group)) });
    }
}

/// Makes a subsystem, and registers it.
///
/// # Safety
///
/// `slot` points to memory for one, which nobody else uses, and which stays until
/// [`remove_subsystem`] if this succeeds. The type lives as long.
#[inline(never)]
pub(super) unsafe fn add_subsystem(
    slot: *mut bindings::configfs_subsystem,
    name: &CStr,
    item_type: *const bindings::config_item_type,
) -> Result {
    // SAFETY: The caller promises such memory. C takes zeroes for an empty object. The mutex and the group
    // are in that memory; the mutex's name and class live forever.
    let group = unsafe {
        slot.write_bytes(0, 1);
        let group = &raw mut (*slot).su_group;
        bindings::__mutex_init(
            &raw mut (*slot).su_mutex,
            c"configfs_subsystem".as_ptr().cast(),
            crate::static_lock_class!().as_ptr(),
        );
        init_group(group, name, item_type)?;
        group
    };
    // SAFETY: The object is initialised, and stays.
    to_result(unsafe { bindings::configfs_register_subsystem(slot) }).inspect_err(|_| {
        // SAFETY: C does not know the group, and nobody uses it any more.
        unsafe { free_name(group) }
    })
}

/// Removes a subsystem. C has given back what it has of it when its type's `release()` was called.
///
/// # Safety
///
/// [`add_subsystem`] succeeded, and this is the one call for that. There are no folders in it.
#[inline(never)]
pub(super) unsafe fn remove_subsystem(subsystem: *mut bindings::configfs_subsystem) {
    // SAFETY: The caller's promises. C waits for the calls that use the folder. Then this gives the
    // reference back that came with the initialisation.
    unsafe {
        bindings::configfs_unregister_subsystem(subsystem);
        bindings::config_item_put(&raw mut (*subsystem).su_group.cg_item);
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

#[cfg(CONFIG_KUNIT = "y")]
#[macros::kunit_tests(rust_fs_configfs_folder)]
mod tests {
    use crate::{
        configfs::{configfs_attrs, Subsystem},
        module::users::CodeUsers,
        prelude::*,
    };

    struct Empty;

    /// One that is forgotten keeps the module.
    #[test]
    fn code_is_in_use_while_a_folder_is_there() -> Result {
        let item_type = configfs_attrs! {
            container: Subsystem<Empty>,
            data: Empty,
            attributes: [],
        };
        let before = CodeUsers::own().count();
        let folder = KBox::pin_init(
            Subsystem::new(c"rust-kunit-folder", item_type, try_init!(Empty {})),
            GFP_KERNEL,
        )?;
        assert_eq!(CodeUsers::own().count(), before + 1);
        drop(folder);
        assert_eq!(CodeUsers::own().count(), before);
        Ok(())
    }
}
