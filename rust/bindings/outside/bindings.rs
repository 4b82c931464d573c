// SPDX-License-Identifier: GPL-2.0-only

//! The tree's `bindings` and the C names that one module outside of the tree takes besides.
//!
//! A type that the tree's bindings have is theirs: values of it can be passed both ways.

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

mod raw {
    #[cfg(rust_words)]
    use in_tree::words::{alike, words};
    use in_tree::*;
    use pin_init::{MaybeZeroable, Zeroable};

    type __kernel_size_t = usize;
    type __kernel_ssize_t = isize;
    type __kernel_ptrdiff_t = isize;

    include!(concat!(env!("RUST_NAMES"), "/bindings.rs"));
}

mod constants {
    use in_tree::*;
    use pin_init::MaybeZeroable;

    include!(concat!(env!("RUST_NAMES"), "/constants.rs"));
}

mod names {
    include!(concat!(env!("RUST_NAMES"), "/names.rs"));
}

/// C functions of which C is to have the address.
pub mod address {
    #[cfg(rust_words)]
    pub use super::raw::address::*;
    #[cfg(not(rust_words))]
    pub use super::raw::*;
    pub use in_tree::address::*;
}

pub use constants::*;
pub use in_tree::*;
pub use names::*;
pub use raw::*;
