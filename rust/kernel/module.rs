// SPDX-License-Identifier: GPL-2.0-only

//! A module's life.
//!
//! A module implements [`Module`], or [`InPlaceModule`] if its state must not move, and names the
//! type in [`module!`](crate::prelude::module). The value is made when the module is loaded, or
//! during boot if it is built in, and dropped when it is unloaded.
//!
//! C header: [`include/linux/module.h`](srctree/include/linux/module.h)
//!
//! # Safety
//!
//! A [`ThisModule`] holds the pointer of the module that the code is part of, or null in built-in
//! code.

#![allow(unsafe_code)]

pub(crate) mod users;

use crate::error::{Error, Result};
use pin_init::PinInit;

/// The state of a module.
///
/// # Examples
///
/// ```
/// use kernel::prelude::*;
///
/// struct Thermometers {
///     readings: KVec<i32>,
/// }
///
/// impl kernel::Module for Thermometers {
///     fn init(_module: &'static ThisModule) -> Result<Self> {
///         let mut readings = KVec::new();
///         readings.push(20, GFP_KERNEL)?;
///         Ok(Thermometers { readings })
///     }
/// }
///
/// impl Drop for Thermometers {
///     fn drop(&mut self) {
///         pr_info!("{} readings\n", self.readings.len());
///     }
/// }
/// ```
pub trait Module: Sized + Sync + Send {
    /// Called when the module is loaded, or during boot.
    ///
    /// An error ends loading; `insmod` shows it to the user. May sleep.
    fn init(module: &'static ThisModule) -> Result<Self>;
}

/// The state of a module that is built where it will stay.
///
/// For state that holds locks, registrations and other pinned objects. Every [`Module`] is one.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, types::Opaque};
///
/// #[pin_data]
/// struct Counter {
///     #[pin]
///     raw: Opaque<u64>,
/// }
///
/// // SAFETY: A number may be used and dropped by any thread.
/// unsafe impl Send for Counter {}
/// // SAFETY: Nothing reads or writes the number through a shared reference.
/// unsafe impl Sync for Counter {}
///
/// impl kernel::InPlaceModule for Counter {
///     fn init(_module: &'static ThisModule) -> impl PinInit<Self, Error> {
///         try_pin_init!(Counter {
///             // SAFETY: An initialiser's slot may be written.
///             raw <- Opaque::ffi_init(|slot: *mut u64| unsafe { slot.write(0) }),
///         })
///     }
/// }
/// ```
pub trait InPlaceModule: Sync + Send {
    /// Called when the module is loaded, or during boot, to make the initialiser that is then run.
    ///
    /// An error ends loading; `insmod` shows it to the user. May sleep.
    fn init(module: &'static ThisModule) -> impl PinInit<Self, Error>;
}

impl<T: Module> InPlaceModule for T {
    fn init(module: &'static ThisModule) -> impl PinInit<Self, Error> {
        // SAFETY: An initialiser's slot may be written. The closure writes a value to it when it succeeds
        // and nothing when it fails.
        unsafe {
            pin_init::pin_init_from_closure(move |slot: *mut Self| {
                slot.write(<Self as Module>::init(module)?);
                Ok(())
            })
        }
    }
}

/// What [`module!`](crate::prelude::module) says about a module. It implements this for a type
/// `LocalModule` at the root of the module's crate.
pub trait ModuleMetadata {
    /// The module's name.
    const NAME: &'static crate::str::CStr;

    /// The module, as C knows it.
    const THIS_MODULE: ThisModule;
}

/// The module that a [`ModuleMetadata`] describes.
pub const fn this_module<M: ModuleMetadata>() -> &'static ThisModule {
    const { &M::THIS_MODULE }
}

/// The module that code of this crate is part of, as C's tables of functions want it: null in the image.
#[cfg(not(RUST_IN_MODULE))]
#[cfg_attr(testlib, allow(dead_code))]
pub(crate) const fn code_owner() -> *mut crate::bindings::module {
    core::ptr::null_mut()
}

/// The module that code of this crate is part of: beside a kernel without Rust each has a copy.
#[cfg(RUST_IN_MODULE)]
pub(crate) const fn code_owner() -> *mut crate::bindings::module {
    unsafe extern "C" {
        // modpost defines it for every loadable module.
        static __this_module: crate::bindings::module;
    }
    (&raw const __this_module).cast_mut()
}

/// The module that code is part of: C's `THIS_MODULE`.
///
/// C code holds on to a module by it while it may call into the module.
pub struct ThisModule(*mut crate::bindings::module);

// SAFETY: The pointer is only handed to C, which has its own locks for modules; it may be used from
// any thread.
unsafe impl Sync for ThisModule {}

// SAFETY: As for `Sync`: the pointer belongs to no thread.
unsafe impl Send for ThisModule {}

impl ThisModule {
    /// Wraps C's `THIS_MODULE`.
    ///
    /// # Safety
    ///
    /// `ptr` must be the module that the caller is part of, or null in built-in code.
    pub const unsafe fn from_ptr(ptr: *mut crate::bindings::module) -> ThisModule {
        ThisModule(ptr)
    }

    /// That of code which is part of the kernel image.
    pub(crate) const fn built_in() -> ThisModule {
        ThisModule(core::ptr::null_mut())
    }

    /// The pointer for C. Null for built-in code.
    pub const fn as_ptr(&self) -> *mut crate::bindings::module {
        self.0
    }
}

/// What the code written by [`module!`](crate::prelude::module) calls.
#[doc(hidden)]
pub mod __private {
    pub use super::users::CodeUsers;

    use super::{InPlaceModule, PinInit, ThisModule};
    use crate::ffi::c_int;
    use core::mem::MaybeUninit;

    /// Makes a module's state; returns what C's `init_module()` returns.
    ///
    /// If it fails, the module's code has no users left.
    ///
    /// # Safety
    ///
    /// `slot` must be writable, nobody else may use it, it must be empty and must stay where it is.
    pub unsafe fn init<T: InPlaceModule>(
        slot: *mut MaybeUninit<T>,
        module: &'static ThisModule,
    ) -> c_int {
        // SAFETY: The caller promises a slot that may be written and that stays where it is. If
        // this fails, the slot counts as empty.
        match unsafe { T::init(module).__pinned_init(slot.cast()) } {
            Ok(()) => 0,
            Err(error) if module.as_ptr().is_null() => error.to_errno(),
            Err(error) => CodeUsers::own().give_up(error),
        }
    }

    /// Drops a module's state, and waits for the users of the module's code.
    ///
    /// # Safety
    ///
    /// `slot` must have been filled by [`init`], which succeeded, and not be used any more by
    /// anybody.
    pub unsafe fn exit<T: InPlaceModule>(slot: *mut MaybeUninit<T>, module: &'static ThisModule) {
        // SAFETY: The caller promises an initialised value, which is dropped where it was pinned.
        unsafe { slot.cast::<T>().drop_in_place() };
        // The code of the image stays.
        if !module.as_ptr().is_null() {
            CodeUsers::own().wait();
        }
    }
}
