// SPDX-License-Identifier: GPL-2.0-only

//! Stands in for the `kernel` crate: exactly the names that expansions use, on the host.

extern crate self as kernel;

pub mod bindings;
pub mod fmt;
pub mod kunit;
pub mod module;
pub mod module_param;

pub use macros;
pub use module::{InPlaceModule, Module, ModuleMetadata, ThisModule};

pub mod ffi {
    pub use std::ffi::{c_char, c_int, c_void};
}

#[path = "../../../../rust/kernel/types/for_lt.rs"]
pub mod for_lt;

pub mod types {
    pub use crate::for_lt::{self, CovariantForLt, ForLt};
}

pub mod str {
    pub use std::ffi::CStr;
}

pub mod error {
    /// A negative errno.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Error(pub i32);

    pub type Result<T = (), E = Error> = std::result::Result<T, E>;

    pub const EINVAL: Error = Error(-22);
    pub const ERANGE: Error = Error(-34);
}

pub mod prelude {
    pub use crate::error::{Error, Result, EINVAL, ERANGE};
    pub use crate::ffi::*;
    pub use crate::str::CStr;
    pub use crate::ThisModule;
    pub use macros::{concat_idents, export, fmt, kunit_tests, module, paste, vtable};
}

/// What the kernel crate itself would get from its own `module!`.
pub struct LocalModule;

impl ModuleMetadata for LocalModule {
    const NAME: &'static str::CStr = c"kernel";
    // SAFETY: Built-in code has no `struct module`.
    const THIS_MODULE: ThisModule = unsafe { ThisModule::from_ptr(std::ptr::null_mut()) };
}
