// SPDX-License-Identifier: GPL-2.0-only

//! The kernel's interface to user space, as C programs see it.
//!
//! Types and constants of the headers in `rust/uapi/uapi_helper.h`. Unlike
//! `bindings`, drivers may use this crate directly.

#![no_std]
#![allow(
    clippy::all,
    missing_docs,
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    unnecessary_transmutes,
    unreachable_pub,
    unsafe_op_in_unsafe_fn,
    unused_imports
)]

use pin_init::MaybeZeroable;

include!(concat!(env!("RUST_OBJTREE"), "/generated/uapi.rs"));
