// SPDX-License-Identifier: GPL-2.0-only

//! Devices that C knows until their owner is dropped, and what it calls when their files are opened.
//!
//! # Safety
//!
//! What is here owns an object of C's that was registered, and gives it back when it is dropped.

#![allow(unsafe_code)]

use super::{
    chrdev::{self, CharDevice},
    faux,
    miscdevice::{self, MiscDevice, MiscDeviceOptions, MiscDeviceRegistration},
    AsBusDevice, Bound, Device, DeviceContext,
};
use crate::{
    error::{
        code::{ENOMEM, ENXIO},
        to_result, Error, Result,
    },
    ffi::{c_char, c_int},
    fs::operations::{opened, Table},
    module::{
        users::{CodeUse, CodeUsers},
        ModuleMetadata as _, ThisModule,
    },
    str::CStr,
    types::Opaque,
};
use core::{
    mem::offset_of,
    pin::Pin,
    ptr::{null, null_mut, NonNull},
};
use pin_init::{pin_data, pinned_drop, PinInit};

/// A faux device.
///
/// # Invariants
///
/// The device is registered, and this value alone destroys it.
pub(super) struct Faux(NonNull<bindings::faux_device>);

// SAFETY: A device may be destroyed by any task.
unsafe impl Send for Faux {}

// SAFETY: What a shared reference gives is a device, which may be shared.
unsafe impl Sync for Faux {}

impl Faux {
    /// Makes one, below `parent` if there is one.
    #[inline]
    pub(super) fn create(name: &CStr, parent: Option<&Device>) -> Option<Self> {
        let parent = parent.map_or(null_mut(), Device::as_raw);
        // SAFETY: The name is a C string, of which C makes a copy. The parent is null or alive; C takes
        // a reference. There need not be functions.
        let device = unsafe { bindings::faux_device_create(name.as_ptr().cast(), parent, null()) };
        // INVARIANT: C has just made it.
        NonNull::new(device).map(Self)
    }

    /// The device.
    pub(super) fn device(&self) -> &faux::Device<Bound> {
        // SAFETY: The type is transparent. By the type's invariant the device is registered, as long as
        // `self` is borrowed. C binds a driver of its own to each, until it is destroyed; where there
        // is no such bus, nobody binds or unbinds it, and it is there until then all the same.
        unsafe { self.0.cast().as_ref() }
    }
}

impl Drop for Faux {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: By the type's invariant the device is registered, and this value destroys it.
        unsafe { bindings::faux_device_destroy(self.0.as_ptr()) };
    }
}

impl<Ctx: DeviceContext> AsRef<Device<Ctx>> for faux::Device<Ctx> {
    fn as_ref(&self) -> &Device<Ctx> {
        // SAFETY: By the type's invariant the object is alive, and so is the device, which is a field of
        // it. It is in that context.
        unsafe { Device::from_raw(&raw mut (*self.as_raw()).dev) }
    }
}

// SAFETY: The offset is that of the field that `as_ref()` borrows.
unsafe impl<Ctx: DeviceContext> AsBusDevice<Ctx> for faux::Device<Ctx> {
    const OFFSET: usize = offset_of!(bindings::faux_device, dev);
}

/// Numbers of devices, which nobody else gets.
struct Region {
    first: bindings::dev_t,
    count: u32,
}

impl Region {
    /// Takes numbers, with a major number that is free.
    fn alloc(name: &CStr, first_minor: u32, count: u32) -> Result<Self> {
        let mut first = 0;
        // SAFETY: The number may be written, and the name is a C string, of which C makes a copy.
        to_result(unsafe {
            bindings::alloc_chrdev_region(&mut first, first_minor, count, name.as_ptr().cast())
        })?;
        Ok(Region { first, count })
    }
}

impl Drop for Region {
    #[inline]
    fn drop(&mut self) {
        bindings::safe::unregister_chrdev_region(self.first, self.count);
    }
}

/// Character devices.
///
/// # Invariants
///
/// This value owns the reference that `cdev_alloc()` made. If the object was added, then for `region`, which
/// goes last: the devices are gone when the numbers become free.
pub(super) struct Cdev {
    object: NonNull<bindings::cdev>,
    region: Region,
    /// The module's functions are called until the devices are gone.
    _code: CodeUse,
}

// SAFETY: Devices may be given up by any task.
unsafe impl Send for Cdev {}

// SAFETY: A shared one gives access to nothing but numbers.
unsafe impl Sync for Cdev {}

impl Cdev {
    /// Takes a region, and adds devices whose files call `T`.
    #[inline]
    pub(super) fn add<T: CharDevice>(name: &CStr, first_minor: u32, count: u32) -> Result<Self> {
        let owner = T::OwnerModule::THIS_MODULE;
        Self::add_with(
            name,
            first_minor,
            count,
            &chrdev::AsOperations::<T>::TABLE,
            &owner,
            CodeUse::own(),
        )
    }

    /// Takes a region, and adds devices with those operations, which are the module's.
    fn add_with(
        name: &CStr,
        first_minor: u32,
        count: u32,
        operations: &'static bindings::file_operations,
        owner: &ThisModule,
        code: CodeUse,
    ) -> Result<Self> {
        let region = Region::alloc(name, first_minor, count)?;
        // INVARIANT: C has just made it.
        let cdev = Cdev {
            object: NonNull::new(bindings::safe::cdev_alloc()).ok_or(ENOMEM)?,
            region,
            _code: code,
        };
        let raw = cdev.object.as_ptr();
        // SAFETY: The object is new and initialised, and nobody else knows of it until it is added, with
        // operations that live forever, for a region that is ours.
        to_result(unsafe {
            (*raw).ops = operations;
            (*raw).owner = owner.as_ptr();
            bindings::cdev_add(raw, cdev.region.first, count)
        })?;
        Ok(cdev)
    }

    /// The number of the first device.
    #[inline]
    pub(super) fn first(&self) -> bindings::dev_t {
        self.region.first
    }

    /// How many devices there are.
    pub(super) fn count(&self) -> u32 {
        self.region.count
    }
}

impl Drop for Cdev {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: By the type's invariant the reference is there, and it is given up here: C takes an
        // object that was added out of its map, and one that was not is not in there. C has references of
        // its own for open files.
        unsafe { bindings::cdev_del(self.object.as_ptr()) };
    }
}

impl<T: CharDevice> chrdev::AsOperations<T> {
    const TABLE: bindings::file_operations = Table::<Self>::new(Self::open);

    unsafe extern "C" fn open(inode: *mut bindings::inode, file: *mut bindings::file) -> c_int {
        // SAFETY: This is the `open()` of the table above, and the arguments are those of C: the inode is
        // that of a device which C found by the region, and C holds a reference to that one's `cdev`. The
        // number of neither changes.
        unsafe {
            let index = bindings::inode_cdev_index(inode);
            opened(file, |file| {
                T::open(file, u32::try_from(index).map_err(|_| ENXIO)?)
            })
        }
    }
}

/// A miscellaneous device.
///
/// # Invariants
///
/// `inner` is registered, and counted once by `users`.
#[pin_data(PinnedDrop)]
#[repr(C)]
pub(super) struct Misc {
    /// First: C's functions get its address.
    #[pin]
    inner: Opaque<bindings::miscdevice>,
    /// Whose functions are called until the device is gone.
    users: &'static CodeUsers,
}

// SAFETY: A device may be deregistered by any task.
unsafe impl Send for Misc {}

// SAFETY: What is read here does not change while the device is registered.
unsafe impl Sync for Misc {}

impl Misc {
    /// Registers one whose files call `T`.
    #[inline]
    pub(super) fn register<T: MiscDevice>(opts: MiscDeviceOptions) -> impl PinInit<Self, Error> {
        let (name, users) = (opts.name_for_c(), CodeUsers::own());
        let operations = &miscdevice::AsOperations::<T>::TABLE;
        // INVARIANT: `register_with()` succeeded.
        // SAFETY: The function initialises all of it, or nothing and fails. It is pinned, and deregistered when
        // it is dropped. A function that is called at once gets a reference to a value of which all is there.
        // The name lives forever.
        unsafe {
            pin_init::pin_init_from_closure(move |slot: *mut Self| {
                Self::register_with(slot, name, operations, users)
            })
        }
    }

    /// Registers one of that name with those operations, which are code of `users`.
    ///
    /// # Safety
    ///
    /// `slot` may be written. What is there stays until it is deregistered, and is what the operations want.
    /// The name is a C string that lives forever.
    // In the image: there is nothing of the driver's in it.
    #[inline(never)]
    unsafe fn register_with(
        slot: *mut Self,
        name: *const c_char,
        operations: &'static bindings::file_operations,
        users: &'static CodeUsers,
    ) -> Result {
        // SAFETY: The caller's promise. The operations live forever, too. All is written before the device is
        // registered, which may be opened at once.
        unsafe {
            let device: *mut bindings::miscdevice = (&raw mut (*slot).inner).cast();
            device.write(miscdevice::device(name, operations));
            (&raw mut (*slot).users).write(users);
            users.enter();
            to_result(bindings::misc_register(device)).inspect_err(|_| users.leave())
        }
    }

    /// The device, for C.
    pub(super) fn as_raw(&self) -> *mut bindings::miscdevice {
        self.inner.get()
    }

    /// The device, in the driver model.
    pub(super) fn device(&self) -> &Device {
        // SAFETY: The pointer is set when the device is registered, and does not change until it is
        // deregistered. Until then the device is alive.
        unsafe { Device::from_raw((*self.as_raw()).this_device) }
    }
}

#[pinned_drop]
impl PinnedDrop for Misc {
    #[inline]
    fn drop(self: Pin<&mut Self>) {
        // SAFETY: By the type's invariant the device is registered. When this returns no `open()` is
        // under way: C has a lock for that.
        unsafe { bindings::misc_deregister(self.inner.get()) };
        self.users.leave();
    }
}

impl<T: MiscDevice> miscdevice::AsOperations<T> {
    pub(super) const TABLE: bindings::file_operations = Table::<Self>::new(Self::open);

    unsafe extern "C" fn open(_: *mut bindings::inode, file: *mut bindings::file) -> c_int {
        // SAFETY: This is the `open()` of the table above, and the arguments are those of C. When C calls
        // it, the private data of the file is the `miscdevice`. It was registered by a `Misc` with the
        // operations of `T`, as only such a one uses this table. It is the first field of the `Misc`, over
        // which `MiscDeviceRegistration<T>` is transparent. C's lock keeps it from being deregistered
        // meanwhile.
        unsafe {
            let misc = &*(*file).private_data.cast::<MiscDeviceRegistration<T>>();
            opened(file, |file| T::open(file, misc))
        }
    }
}

#[cfg(CONFIG_KUNIT = "y")]
#[macros::kunit_tests(rust_device_registered)]
mod tests {
    use crate::{
        chrdev::{self, CharDevice},
        fs::File,
        miscdevice::{MiscDevice, MiscDeviceOptions, MiscDeviceRegistration},
        module::users::CodeUsers,
        prelude::*,
    };

    /// A device that can be opened.
    struct Plain;

    #[vtable]
    impl MiscDevice for Plain {
        type Ptr = ();

        fn open(_: &File, _: &MiscDeviceRegistration<Self>) -> Result {
            Ok(())
        }
    }

    #[vtable]
    impl CharDevice for Plain {
        type Ptr = ();

        fn open(_: &File, _index: u32) -> Result {
            Ok(())
        }
    }

    /// One that is forgotten keeps the module.
    #[test]
    fn code_is_in_use_while_a_device_is_there() -> Result {
        let before = CodeUsers::own().count();
        let options = MiscDeviceOptions {
            name: c"rust-kunit-plain",
        };
        let misc = KBox::pin_init(
            MiscDeviceRegistration::<Plain>::register(options),
            GFP_KERNEL,
        )?;
        assert_eq!(CodeUsers::own().count(), before + 1);
        drop(misc);
        assert_eq!(CodeUsers::own().count(), before);

        let options = chrdev::Options {
            name: c"rust-kunit-plain",
            first_minor: 0,
            count: 2,
        };
        let devices = chrdev::Registration::<Plain>::register(options)?;
        assert_eq!(CodeUsers::own().count(), before + 1);
        drop(devices);
        assert_eq!(CodeUsers::own().count(), before);
        Ok(())
    }
}
