// SPDX-License-Identifier: GPL-2.0-only

//! The `kernel` crate: safe abstractions over the C side of the Linux kernel.
//!
//! Everything a driver needs is reached from here. C's declarations are in `bindings`, which is
//! raw, `unsafe` and meant for this crate alone: a driver that misses something calls for a new
//! abstraction, not for a binding.
//!
//! # Where things are
//!
//! | module | what it holds |
//! |---|---|
//! | [`prelude`] | what nearly every driver imports |
//! | [`mod@alloc`], [`init`] | memory, fallibly, and values that are built in place |
//! | [`error`], [`bug`], [`mod@build_assert`] | what to do when something is wrong, at run time or at build time |
//! | [`fmt`], [`print`], [`mod@str`], [`device`] | text, the kernel log and messages about a device |
//! | [`module`], [`module_param`] | a module's life and its parameters |
//! | `block` | disks |
//! | [`fs`], [`uaccess`] | files, and memory of user space |
//! | [`sync`], [`task`], [`time`] | sharing between threads, who they are, and waiting |
//! | `mm` | memory of processes |
//! | [`num`], [`ptr`], [`transmute`] | integers, bits, alignment and bytes |
//! | [`collections`] | lists and trees |
//! | [`workqueue`] | work that is done later |
//! | [`random`] | random numbers |
//! | [`types`] | the building blocks of other abstractions |
//! | [`trace`] | static branches and tracepoints |
//! | `kunit` | unit tests inside the kernel |
//!
//! # Rules of the crate
//!
//! - Nothing panics on input from outside and every allocation may fail.
//! - `unsafe` is refused unless a file opts in; such a file states in its head which invariants it
//!   owns.
//! - Names and signatures are mainline's, so that a driver builds here and there.

#![no_std]
#![deny(unsafe_code)]
// `Box<T>`, `Arc<T>` and `ListArc<T>` become those of a trait object.
#![feature(derive_coerce_pointee)]
// The symbol that ties users of `alloc` to its allocator has a name of the compiler's own.
#![cfg_attr(
    not(any(test, testlib)),
    feature(rustc_attrs),
    allow(internal_features)
)]
// `build_error!` is a message while compiling and a symbol afterwards.
#![cfg_attr(
    not(any(CONFIG_RUST_BUILD_ASSERT_ALLOW, test, testlib)),
    feature(const_eval_select, core_intrinsics)
)]
// A place of dynamic debug's has the name of its function.
#![cfg_attr(all(CONFIG_DYNAMIC_DEBUG, not(testlib)), feature(const_type_name))]

extern crate self as kernel;

pub use ffi;

pub mod alloc;
mod asm;
#[cfg(all(CONFIG_BLOCK, not(testlib)))]
pub mod block;
pub mod bug;
pub mod build_assert;
pub mod collections;
mod container_of;
pub mod device;
pub mod error;
pub mod fmt;
pub mod fs;
pub mod init;
#[cfg(CONFIG_KUNIT)]
pub mod kunit;
#[cfg(not(testlib))]
pub mod mm;
pub mod module;
pub mod module_param;
pub mod num;
mod panic;
pub mod prelude;
pub mod print;
#[cfg(not(testlib))]
pub mod random;
pub mod safety;
#[doc(hidden)]
pub mod std_vendor;
pub mod str;
pub mod sync;
pub mod task;
pub mod time;
pub mod trace;
pub mod types;
pub mod uaccess;
#[cfg(not(testlib))]
pub mod workqueue;

pub use alloc::page;
#[doc(hidden)]
pub use bindings;
#[cfg(CONFIG_RUST_MAPLE_TREE)]
pub use collections::maple_tree;
pub use collections::{bitmap, id_pool, list, rbtree, xarray};
pub use container_of::assert_same_type;
#[cfg(not(testlib))]
pub use device::{chrdev, faux, miscdevice};
#[cfg(all(CONFIG_CONFIGFS_FS, not(testlib)))]
pub use fs::configfs;
pub use fs::ioctl;
#[cfg(all(CONFIG_SYSCTL, not(testlib)))]
pub use fs::sysctl;
#[cfg(all(CONFIG_SYSFS, not(testlib)))]
pub use fs::sysfs;
#[cfg(not(testlib))]
pub use fs::{debugfs, iov, seq_file};
/// Procedural macros.
pub mod macros {
    pub use ::macros::*;
    #[doc(inline)]
    pub use ::pin_init::{pin_data, pinned_drop, Zeroable};
}
#[doc(hidden)]
pub use ::macros::fmt;
#[doc(hidden)]
pub use ::pin_init::{init, pin_init, stack_pin_init};
pub use module::{InPlaceModule, Module, ModuleMetadata, ThisModule};
pub use num::{bitfield, bits, sizes};
#[cfg(not(testlib))]
pub use sync::processor::{cpu, cpumask};
pub use sync::{interrupt, processor, revocable};
pub use task::cred;
#[cfg(not(testlib))]
pub use task::{pid_namespace, security};
pub use trace::{jump_label, tracepoint};
#[doc(hidden)]
pub use types::impl_flags;
pub use types::{interop, ptr, transmute};
pub use uapi;

/// Prefix of the crate's own messages, as `module!` defines it for a module.
const __LOG_PREFIX: &[u8] = b"rust_kernel\0";

/// Stands where `module!` puts a module's own metadata, for macros that name it.
#[doc(hidden)]
pub struct LocalModule;

impl ModuleMetadata for LocalModule {
    const NAME: &'static str::CStr = c"rust_kernel";
    const THIS_MODULE: ThisModule = ThisModule::built_in();
}

/// The file name of a source location, as C wants strings.
///
/// # Examples
///
/// ```
/// let loc = core::panic::Location::caller();
/// let file = kernel::file_from_location(loc);
/// assert_eq!(file.to_bytes(), loc.file().as_bytes());
/// ```
pub fn file_from_location<'a>(loc: &'a core::panic::Location<'a>) -> &'a core::ffi::CStr {
    loc.file_as_c_str()
}
