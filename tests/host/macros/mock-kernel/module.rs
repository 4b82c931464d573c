// SPDX-License-Identifier: GPL-2.0-only

//! A module's life.

use crate::bindings;
use crate::error::Result;
use crate::str::CStr;

pub trait Module: Sized + Sync + Send {
    fn init(module: &'static ThisModule) -> Result<Self>;
}

/// The real trait builds in place by pin-init; a closure does here.
pub trait InPlaceModule: Sized + Sync + Send {
    fn init(module: &'static ThisModule) -> Result<Self>;
}

impl<T: Module> InPlaceModule for T {
    fn init(module: &'static ThisModule) -> Result<Self> {
        <T as Module>::init(module)
    }
}

pub trait ModuleMetadata {
    const NAME: &'static CStr;
    const THIS_MODULE: ThisModule;
}

pub struct ThisModule(*mut bindings::module);

// SAFETY: The pointer is only passed on.
unsafe impl Sync for ThisModule {}

impl ThisModule {
    /// # Safety
    ///
    /// `ptr` is null or points to the module's `struct module`.
    pub const unsafe fn from_ptr(ptr: *mut bindings::module) -> Self {
        Self(ptr)
    }

    pub const fn as_ptr(&self) -> *mut bindings::module {
        self.0
    }
}

pub mod __private {
    use super::{InPlaceModule, ThisModule};
    use std::ffi::c_int;
    use std::mem::MaybeUninit;

    /// What counts the users of a module's code, of which there are none here.
    pub struct CodeUsers;

    impl CodeUsers {
        pub const fn new(_name: &'static [u8]) -> Self {
            CodeUsers
        }
    }

    /// # Safety
    ///
    /// `slot` is valid for writes and not accessed meanwhile.
    pub unsafe fn init<T: InPlaceModule>(
        slot: *mut MaybeUninit<T>,
        module: &'static ThisModule,
    ) -> c_int {
        match <T as InPlaceModule>::init(module) {
            Ok(value) => {
                // SAFETY: By the function's contract.
                unsafe { (*slot).write(value) };
                0
            }
            Err(error) => error.0,
        }
    }

    /// # Safety
    ///
    /// `slot` was filled by `init`, and nothing uses it any more.
    pub unsafe fn exit<T>(slot: *mut MaybeUninit<T>, _module: &'static ThisModule) {
        // SAFETY: By the function's contract.
        unsafe { (*slot).assume_init_drop() }
    }
}
