// SPDX-License-Identifier: GPL-2.0-only

//! What is known about a device from where the code runs.
//!
//! # Safety
//!
//! The conversions here go from a context in which more is known to one in which less is.

#![allow(unsafe_code)]

use super::Device;
use core::marker::PhantomData;

/// What is known about a device from where the code runs, as a type.
///
/// A `Device<Bound>` is a `Device` as well, and a `Device<Core<'_>>` is a `Device<Bound>`: a reference
/// to one is one to the other, by [`Deref`](core::ops::Deref).
pub trait DeviceContext: private::Sealed {}

/// Nothing is known: the device has a reference count and that is all.
pub struct Normal;

/// The driver core calls the driver, with the device's lock held: `probe()` and its like.
pub struct Core<'a>(PhantomData<fn(&'a ()) -> &'a ()>);

/// Like [`Core`], for a bus.
pub struct CoreInternal<'a>(PhantomData<fn(&'a ()) -> &'a ()>);

/// A driver is bound to the device, and stays so as long as the reference lives.
pub struct Bound;

/// Like [`Bound`], for a bus.
pub struct BoundInternal;

/// Contexts of a bus, in which the driver's data is there.
pub trait InternalBoundContext: DeviceContext {}

mod private {
    pub trait Sealed {}
    impl Sealed for super::Normal {}
    impl Sealed for super::Core<'_> {}
    impl Sealed for super::CoreInternal<'_> {}
    impl Sealed for super::Bound {}
    impl Sealed for super::BoundInternal {}
}

impl DeviceContext for Normal {}
impl DeviceContext for Core<'_> {}
impl DeviceContext for CoreInternal<'_> {}
impl DeviceContext for Bound {}
impl DeviceContext for BoundInternal {}

impl InternalBoundContext for CoreInternal<'_> {}
impl InternalBoundContext for BoundInternal {}

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

/// One step of [`impl_device_context_into_aref!`].
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_device_context_into_aref {
    (<$lt:lifetime> $src:ty, $device:tt) => {
        impl<$lt> ::core::convert::From<&$device<$src>> for $crate::sync::aref::ARef<$device> {
            fn from(device: &$device<$src>) -> Self {
                let device: &$device = device;
                device.into()
            }
        }
    };
    ($src:ty, $device:tt) => {
        impl ::core::convert::From<&$device<$src>> for $crate::sync::aref::ARef<$device> {
            fn from(device: &$device<$src>) -> Self {
                let device: &$device = device;
                device.into()
            }
        }
    };
}

/// Lets a reference to a device in any context become an owned one in none.
#[macro_export]
macro_rules! impl_device_context_into_aref {
    ($device:tt) => {
        $crate::__impl_device_context_into_aref!(<'a> $crate::device::CoreInternal<'a>, $device);
        $crate::__impl_device_context_into_aref!(<'a> $crate::device::Core<'a>, $device);
        $crate::__impl_device_context_into_aref!($crate::device::BoundInternal, $device);
        $crate::__impl_device_context_into_aref!($crate::device::Bound, $device);
    };
}
