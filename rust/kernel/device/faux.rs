// SPDX-License-Identifier: GPL-2.0-only

//! Devices that stand for no hardware.
//!
//! Some parts of the kernel want a device from their users: for names in messages, for firmware, for
//! what is released with it. A driver that has none makes a faux device. On trees without a faux bus it
//! is a device without a bus, in the same place of sysfs, `/sys/devices/faux`.
//!
//! C header: [`include/linux/device/faux.h`](srctree/include/linux/device/faux.h)

use super::registered::Faux;
use crate::{
    device,
    error::{code::ENODEV, Result},
    str::CStr,
    types::Opaque,
};
use core::marker::PhantomData;

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
    /// The device, for C.
    pub(super) fn as_raw(&self) -> *mut bindings::faux_device {
        self.0.get()
    }
}

/// A faux device that is there, until this value is dropped.
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
pub struct Registration(Faux);

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
        Ok(Self(Faux::create(name, parent).ok_or(ENODEV)?))
    }
}

impl AsRef<Device<device::Bound>> for Registration {
    fn as_ref(&self) -> &Device<device::Bound> {
        self.0.device()
    }
}
