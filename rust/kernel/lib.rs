// SPDX-License-Identifier: GPL-2.0-only

//! The `kernel` crate: safe abstractions over the C side of the Linux kernel.

#![no_std]
#![deny(unsafe_code)]

extern crate self as kernel;

pub use ffi;

pub mod alloc;
pub mod bug;
pub mod build_assert;
pub mod device;
pub mod error;
pub mod fmt;
pub mod init;
#[cfg(CONFIG_KUNIT)]
pub mod kunit;
pub mod module;
pub mod module_param;
mod panic;
pub mod prelude;
pub mod print;
pub mod str;
pub mod types;

#[doc(hidden)]
pub use bindings;
pub use macros;
pub use module::{InPlaceModule, Module, ModuleMetadata, ThisModule};
pub use uapi;
