// SPDX-License-Identifier: GPL-2.0-only

//! Devices of the kernel's driver model.
//!
//! What may be done with a device depends on where the code runs: see [`DeviceContext`].
//!
//! [`dev_info!`](crate::dev_info) and its sisters print a message with the names of the device and
//! its driver in front, and attach both to the log entry for user space.
//!
//! C header: [`include/linux/device.h`](srctree/include/linux/device.h)
//!
//! # Safety
//!
//! A reference to a [`Device`] points to a `struct device` that is alive as long as the reference. It goes
//! from a context in which more is known to one in which less is.

#![allow(unsafe_code)]

#[cfg(not(testlib))]
pub mod chrdev;
mod context;
#[cfg(not(testlib))]
pub mod faux;
mod limited;
mod macros;
#[cfg(not(testlib))]
pub mod miscdevice;
#[cfg(not(testlib))]
mod registered;

pub use self::context::{
    Bound, BoundInternal, Core, CoreInternal, DeviceContext, InternalBoundContext, Normal,
};

use crate::{
    fmt,
    print::Level,
    str::{CStr, CStrExt as _},
    sync::aref::{ARef, AlwaysRefCounted},
    types::Opaque,
};
use core::{marker::PhantomData, ptr::NonNull};

/// A `struct device`.
///
/// # Invariants
///
/// The C object is initialised, and alive as long as the reference.
#[repr(transparent)]
pub struct Device<Ctx: DeviceContext = Normal>(Opaque<bindings::device>, PhantomData<Ctx>);

// SAFETY: A device may be released by any thread.
unsafe impl Send for Device {}

// SAFETY: What is offered here needs no lock: names and messages.
unsafe impl Sync for Device {}

// SAFETY: C frees a device when its count reaches zero, and does not move it. There is no way to own a
// `Device` but through its count.
unsafe impl AlwaysRefCounted for Device {
    #[inline]
    fn inc_ref(&self) {
        // SAFETY: The device is borrowed, thus its count is not zero.
        unsafe { bindings::get_device(self.as_raw()) };
    }

    #[inline]
    unsafe fn dec_ref(obj: NonNull<Self>) {
        // SAFETY: The caller owns a reference and gives it up.
        unsafe { bindings::put_device(obj.cast().as_ptr()) };
    }
}

impl Device {
    /// Takes a reference to a device of C's.
    ///
    /// # Safety
    ///
    /// `ptr` must point to an initialised device that is alive now. It may be released by any thread.
    pub unsafe fn get_device(ptr: *mut bindings::device) -> ARef<Self> {
        // SAFETY: The caller promises that the device is alive, and it is borrowed for this expression.
        unsafe { Self::from_raw(ptr) }.into()
    }

    /// Says that a driver is bound to the device.
    ///
    /// # Safety
    ///
    /// That must be so as long as the result is borrowed.
    pub unsafe fn as_bound(&self) -> &Device<Bound> {
        // SAFETY: The layout does not depend on the context. The caller promises the rest.
        unsafe { Device::from_raw(self.as_raw()) }
    }
}

// SAFETY: As for a device in no context.
unsafe impl Sync for Device<Bound> {}

// SAFETY: `Device` is a transparent wrapper, and its context a marker.
kernel::impl_device_context_deref!(unsafe { Device });
kernel::impl_device_context_into_aref!(Device);

macro_rules! at_level {
    ($($name:ident, $level:ident;)*) => {$(
        /// Prints a message about the device, at the level of that name.
        #[doc(hidden)]
        pub fn $name(&self, args: fmt::Arguments<'_>) {
            self.emit(Level::$level, args)
        }
    )*};
}

impl<Ctx: DeviceContext> Device<Ctx> {
    /// Borrows a device from C.
    ///
    /// # Safety
    ///
    /// `ptr` must point to an initialised device that is alive during `'a`, for example because the
    /// caller holds a reference. What `Ctx` says about the device must be true during `'a`.
    pub unsafe fn from_raw<'a>(ptr: *mut bindings::device) -> &'a Self {
        // SAFETY: `Device` is a transparent wrapper. The caller promises the rest.
        unsafe { &*ptr.cast() }
    }

    /// The pointer, for C.
    pub(crate) fn as_raw(&self) -> *mut bindings::device {
        self.0.get()
    }

    /// The device, of which no more is known than that it is there.
    #[cfg(all(CONFIG_PRINTK, not(testlib)))]
    fn as_normal(&self) -> &Device {
        // SAFETY: A reference is to a device that is alive, which is all that the context says.
        unsafe { Device::from_raw(self.as_raw()) }
    }

    /// The device's name.
    #[inline]
    pub fn name(&self) -> &CStr {
        // SAFETY: The device is alive and initialised. A name is a C string that lives as long as
        // the device; C renames only devices that have no driver, and with the callers' care.
        unsafe { CStr::from_char_ptr(bindings::dev_name(self.as_raw())) }
    }

    at_level! {
        pr_emerg, EMERG;
        pr_alert, ALERT;
        pr_crit, CRIT;
        pr_err, ERR;
        pr_warn, WARNING;
        pr_notice, NOTICE;
        pr_info, INFO;
        pr_dbg, DEBUG;
    }

    /// Prints a message about the device.
    #[doc(hidden)]
    #[cfg(all(CONFIG_PRINTK, not(testlib)))]
    pub fn emit(&self, level: Level, args: fmt::Arguments<'_>) {
        crate::print::emit_for(self.as_normal(), level, args);
    }

    /// Prints a debug message of a place where such are wanted.
    #[doc(hidden)]
    #[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
    pub fn emit_debug(
        &self,
        place: &'static crate::print::dynamic_debug::Place,
        args: fmt::Arguments<'_>,
    ) {
        crate::print::emit_debug_for(self.as_normal(), place, args);
    }

    /// Without a kernel log there is nothing to do.
    #[doc(hidden)]
    #[cfg(not(all(CONFIG_PRINTK, not(testlib))))]
    pub fn emit(&self, _: Level, _: fmt::Arguments<'_>) {}
}

impl<Ctx: DeviceContext> AsRef<Device<Ctx>> for Device<Ctx> {
    fn as_ref(&self) -> &Device<Ctx> {
        self
    }
}

/// Devices of a bus, which have a `struct device` inside.
///
/// # Safety
///
/// At [`OFFSET`](Self::OFFSET) bytes in the object is the device that `as_ref()` returns, and
/// [`from_device`](Self::from_device) is not overridden.
pub unsafe trait AsBusDevice<Ctx: DeviceContext>: AsRef<Device<Ctx>> {
    /// Where in the object the device is.
    const OFFSET: usize;

    /// From the device to the object around it.
    ///
    /// # Safety
    ///
    /// `dev` must be the device in such an object.
    unsafe fn from_device(dev: &Device<Ctx>) -> &Self
    where
        Self: Sized,
    {
        // SAFETY: By the caller's promise, and that of the implementation, the object begins there. It
        // is alive as long as its device.
        unsafe { &*dev.as_raw().byte_sub(Self::OFFSET).cast() }
    }
}

/// The steps of [`impl_device_context_deref!`].
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_device_context_deref {
    // SAFETY: No unsafe code: the word stands for the promise of the macro's user.
    (unsafe { $device:ident: $([$($lt:lifetime)?] $src:ty => $dst:ty,)* }) => {$(
        impl<$($lt)?> ::core::ops::Deref for $device<$src> {
            type Target = $device<$dst>;

            #[inline]
            fn deref(&self) -> &Self::Target {
                let device: *const Self = self;
                // SAFETY: The layout does not depend on the context, as the user of the macro promised,
                // and what the new context says is part of what the old one says.
                unsafe { &*device.cast::<Self::Target>() }
            }
        }
    )*};
}

/// Makes references to a device type go from one context to the next lower one.
///
/// `unsafe` stands for a promise: the type is a transparent wrapper, and its context is a marker alone.
#[macro_export]
macro_rules! impl_device_context_deref {
    // SAFETY: No unsafe code: the word stands for the promise of the macro's user.
    (unsafe { $device:ident }) => {
        // SAFETY: No unsafe code: the word stands for the promise of the macro's user.
        $crate::__impl_device_context_deref!(unsafe {
            $device:
                ['a] $crate::device::CoreInternal<'a> => $crate::device::Core<'a>,
                ['a] $crate::device::Core<'a> => $crate::device::Bound,
                [] $crate::device::BoundInternal => $crate::device::Bound,
                [] $crate::device::Bound => $crate::device::Normal,
        });
    };
}
