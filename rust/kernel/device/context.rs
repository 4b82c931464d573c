// SPDX-License-Identifier: GPL-2.0-only

//! What is known about a device from where the code runs.

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
