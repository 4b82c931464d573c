// SPDX-License-Identifier: GPL-2.0-only

//! Messages in the kernel log.
//!
//! One macro for each of the kernel's levels, most urgent first: [`pr_emerg!`], [`pr_alert!`],
//! [`pr_crit!`], [`pr_err!`], [`pr_warn!`], [`pr_notice!`], [`pr_info!`] and [`pr_debug!`];
//! [`pr_cont!`] continues a line. Each but the last puts the module's name in front. `*_once` says
//! a thing once, `*_ratelimited` not too often. For messages about a device use
//! [`dev_info!`](crate::dev_info) and its sisters.
//!
//! A message ends with `\n`, as in C. Arguments are those of [`fmt!`](crate::fmt::fmt), which see.
//! Where all of them are integers, strings or truth values, in the forms `{}`, `{:x}`, `{:#x}` or with
//! a width, C formats them, and a message costs what it costs in C; such a string ends at a NUL byte.
//! A string literal in the form `{}` becomes part of the format while compiling.
//!
//! # Context
//!
//! Any, interrupts and NMI included: nothing is allocated and nothing sleeps.
//!
//! # Examples
//!
//! ```
//! use kernel::prelude::*;
//!
//! let (found, expected) = (3, 4);
//! pr_info!("found {found} of {expected} ports\n");
//! kernel::pr_warn_once!("port {} is missing\n", expected - 1);
//! ```
//!
//! C header: [`include/linux/printk.h`](srctree/include/linux/printk.h)
//!
//! [`pr_emerg!`]: crate::pr_emerg
//! [`pr_alert!`]: crate::pr_alert
//! [`pr_crit!`]: crate::pr_crit
//! [`pr_err!`]: crate::pr_err
//! [`pr_warn!`]: crate::pr_warn
//! [`pr_notice!`]: crate::pr_notice
//! [`pr_info!`]: crate::pr_info
//! [`pr_debug!`]: crate::pr_debug
//! [`pr_cont!`]: crate::pr_cont

#[cfg_attr(
    not(all(CONFIG_PRINTK, not(testlib))),
    allow(dead_code, unused_imports, unused_macros)
)]
mod call;
#[doc(hidden)]
#[cfg_attr(
    not(all(CONFIG_PRINTK, not(testlib))),
    allow(dead_code, unused_imports, unused_macros)
)]
pub mod direct;
#[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
pub mod dynamic_debug;
mod head;
mod level;
mod macros;
mod once;
#[cfg(all(CONFIG_PRINTK, RUST_IN_MODULE, not(testlib)))]
mod pieces;
mod place;
mod ratelimit;

#[doc(hidden)]
pub use self::head::{format_size, Format, Head};
pub use self::level::Level;
pub use self::once::OnceLite;
#[doc(hidden)]
#[cfg(all(CONFIG_DYNAMIC_DEBUG, RUST_IN_MODULE, not(testlib)))]
pub use self::pieces::emit_debug;
#[cfg(all(CONFIG_DYNAMIC_DEBUG, RUST_IN_MODULE, not(testlib)))]
pub(crate) use self::pieces::emit_debug_for;
#[doc(hidden)]
#[cfg(all(CONFIG_PRINTK, RUST_IN_MODULE, not(testlib)))]
pub use self::pieces::{emit, emit_cont};
#[cfg(all(CONFIG_PRINTK, RUST_IN_MODULE, not(testlib)))]
pub(crate) use self::pieces::{emit_bare, emit_for};
pub use self::place::RateLimit;
#[doc(hidden)]
pub use ::macros::printk;

#[cfg(all(CONFIG_PRINTK, RUST_IN_IMAGE, not(testlib)))]
use self::call::Formatted;
use crate::{fmt, str::BStr};

/// The one way into the kernel log: `prefix: message` at a level.
#[doc(hidden)]
#[cfg(all(CONFIG_PRINTK, RUST_IN_IMAGE, not(testlib)))]
pub fn emit(head: Head, args: fmt::Arguments<'_>) {
    Formatted(&args).log(head)
}

/// `prefix: message` at a level, of somebody whose name is not known while compiling.
///
/// `prefix` is a module's name; it ends at its first NUL byte, if it has one.
pub(crate) fn emit_as(level: Level, prefix: &[u8], args: fmt::Arguments<'_>) {
    let name = prefix.split(|&byte| byte == 0).next().unwrap_or_default();
    emit_bare(
        level,
        crate::prelude::fmt!("{}: {}", BStr::from_bytes(name), args),
    );
}

/// Appends to the line that was printed last.
#[doc(hidden)]
#[cfg(all(CONFIG_PRINTK, RUST_IN_IMAGE, not(testlib)))]
pub fn emit_cont(args: fmt::Arguments<'_>) {
    emit_bare(Level::CONT, args)
}

/// A message without a prefix.
#[cfg(all(CONFIG_PRINTK, RUST_IN_IMAGE, not(testlib)))]
pub(crate) fn emit_bare(level: Level, args: fmt::Arguments<'_>) {
    Formatted(&args).log_bare(level)
}

/// A message about a device.
#[cfg(all(CONFIG_PRINTK, RUST_IN_IMAGE, not(testlib)))]
pub(crate) fn emit_for(dev: &crate::device::Device, level: Level, args: fmt::Arguments<'_>) {
    Formatted(&args).log_about(dev, level)
}

/// `prefix: message` of a place where debug messages are wanted.
#[doc(hidden)]
#[cfg(all(CONFIG_DYNAMIC_DEBUG, RUST_IN_IMAGE, not(testlib)))]
pub fn emit_debug(place: &'static dynamic_debug::Place, head: Head, args: fmt::Arguments<'_>) {
    Formatted(&args).debug(place, head)
}

/// A message about a device, of a place where debug messages are wanted.
#[cfg(all(CONFIG_DYNAMIC_DEBUG, RUST_IN_IMAGE, not(testlib)))]
pub(crate) fn emit_debug_for(
    dev: &crate::device::Device,
    place: &'static dynamic_debug::Place,
    args: fmt::Arguments<'_>,
) {
    Formatted(&args).debug_about(place, dev)
}

/// Without a kernel log there is nothing to do.
#[doc(hidden)]
#[cfg(not(all(CONFIG_PRINTK, not(testlib))))]
pub fn emit(_: Head, _: fmt::Arguments<'_>) {}

/// Without a kernel log there is nothing to do.
#[doc(hidden)]
#[cfg(not(all(CONFIG_PRINTK, not(testlib))))]
pub fn emit_cont(_: fmt::Arguments<'_>) {}

/// Without a kernel log there is nothing to do.
#[allow(dead_code)]
#[cfg(not(all(CONFIG_PRINTK, not(testlib))))]
pub(crate) fn emit_bare(_: Level, _: fmt::Arguments<'_>) {}
