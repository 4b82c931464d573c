// SPDX-License-Identifier: GPL-2.0-only

//! The C side of the kernel as bindgen sees it: raw, unsafe, incomplete on purpose.
//!
//! Only names that some Rust source mentions are here. The `kernel` crate wraps
//! them; drivers use those wrappers. `rust/bindings/bindings_helper.h` lists the
//! C headers that are read.

#![no_std]
#![allow(
    clippy::all,
    improper_ctypes,
    missing_docs,
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    unnecessary_transmutes,
    unreachable_pub,
    unsafe_op_in_unsafe_fn,
    unused_imports
)]

#[cfg(rust_words)]
#[doc(hidden)]
pub mod words;

/// C functions of which C is to have the address: a call from Rust is to be made by the name beside this
/// module, which on some architectures is another function.
#[cfg(not(rust_words))]
pub mod address {
    pub use super::raw::*;
}

pub mod live;

mod raw {
    #[cfg(rust_words)]
    use super::words::{alike, words};
    use pin_init::{MaybeZeroable, Zeroable};

    // Whatever C calls `bool`, `size_t` and the like is spelled with these.
    type __kernel_size_t = usize;
    type __kernel_ssize_t = isize;
    type __kernel_ptrdiff_t = isize;

    include!(concat!(env!("RUST_OBJTREE"), "/generated/bindings.rs"));
}

mod constants {
    use pin_init::MaybeZeroable;

    include!(concat!(env!("RUST_OBJTREE"), "/generated/constants.rs"));
}

/// C functions that any caller may call, as `rust/bindings/safe` lists them.
pub mod safe {
    use super::{live::Live, *};

    include!(concat!(env!("RUST_OBJTREE"), "/generated/safe.rs"));
}

mod names {
    include!(concat!(env!("RUST_OBJTREE"), "/generated/names.rs"));
}

pub use constants::*;
pub use names::*;
pub use raw::*;
