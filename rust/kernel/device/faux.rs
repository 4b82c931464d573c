// SPDX-License-Identifier: GPL-2.0-only

//! Devices that stand for no hardware.
//!
//! Some parts of the kernel want a device from their users: for names in messages, for firmware, for
//! what is released with it. A driver that has none makes a faux device. On trees without a faux bus it
//! is a device without a bus, in the same place of sysfs, `/sys/devices/faux`.
//!
//! C header: [`include/linux/device/faux.h`](srctree/include/linux/device/faux.h)
//!
//! # Safety
//!
//! A [`Registration`] owns a `struct faux_device` that is registered.

#![allow(unsafe_code)]

use crate::{
    device,
    error::{code::ENODEV, Result},
    str::CStr,
    types::Opaque,
};
use core::{
    marker::PhantomData,
    mem::offset_of,
    ptr::{null, null_mut, NonNull},
};

/// A faux device.
///
/// # Invariants
///
/// Every `Device` is one of C's, alive as long as it is borrowed, and what `Ctx` says is so.
#[repr(transparent)]
pub struct Device<Ctx: device::DeviceContext = device::Normal>(
    Opaque<bindings::faux_device>,
    PhantomData<Ctx>,
);

impl<Ctx: device::DeviceContext> Device<Ctx> {
    fn as_raw(&self) -> *mut bindings::faux_device {
        self.0.get()
    }
}

impl<Ctx: device::DeviceContext> AsRef<device::Device<Ctx>> for Device<Ctx> {
    fn as_ref(&self) -> &device::Device<Ctx> {
        // SAFETY: By the type's invariant the object is alive, and so is the device, which is a field of
        // it. It is in that context.
        unsafe { device::Device::from_raw(&raw mut (*self.as_raw()).dev) }
    }
}

// SAFETY: The offset is that of the field that `as_ref()` borrows.
unsafe impl<Ctx: device::DeviceContext> device::AsBusDevice<Ctx> for Device<Ctx> {
    const OFFSET: usize = offset_of!(bindings::faux_device, dev);
}

/// A faux device that is there, until this value is dropped.
///
/// # Invariants
///
/// The device is registered, and this value alone destroys it.
///
/// # Examples
///
/// ```
/// use kernel::{faux, prelude::*};
///
/// let registration = faux::Registration::new(c"doc-faux", None)?;
/// let device: &kernel::device::Device<_> = registration.as_ref().as_ref();
/// assert_eq!(device.name(), c"doc-faux");
/// dev_info!(device, "here\n");
///
/// let child = faux::Registration::new(c"doc-faux-child", Some(device))?;
/// drop(child);
/// # Ok::<(), Error>(())
/// ```
pub struct Registration(NonNull<bindings::faux_device>);

impl Registration {
    /// Makes a device, below `parent` if there is one.
    ///
    /// # Errors
    ///
    /// `ENODEV` if C could not make it: without memory, or with a name that is taken.
    ///
    /// # Context
    ///
    /// May sleep.
    #[inline]
    pub fn new(name: &CStr, parent: Option<&device::Device>) -> Result<Self> {
        let parent = parent.map_or(null_mut(), device::Device::as_raw);
        // SAFETY: The name is a C string, of which C makes a copy. The parent is null or alive; C takes
        // a reference. There need not be functions.
        let device = unsafe { bindings::faux_device_create(name.as_ptr().cast(), parent, null()) };
        // INVARIANT: C has just made it.
        Ok(Self(NonNull::new(device).ok_or(ENODEV)?))
    }
}

impl AsRef<Device<device::Bound>> for Registration {
    fn as_ref(&self) -> &Device<device::Bound> {
        // SAFETY: The type is transparent. By the type's invariant the device is registered, as long as
        // `self` is borrowed. C binds a driver of its own to each, until it is destroyed; where there
        // is no such bus, nobody binds or unbinds it, and it is there until then all the same.
        unsafe { self.0.cast().as_ref() }
    }
}

impl Drop for Registration {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: By the type's invariant the device is registered, and this value destroys it.
        unsafe { bindings::faux_device_destroy(self.0.as_ptr()) };
    }
}

// SAFETY: A device may be destroyed by any task.
unsafe impl Send for Registration {}

// SAFETY: What a shared reference gives is a device, which may be shared.
unsafe impl Sync for Registration {}
