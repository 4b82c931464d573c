// SPDX-License-Identifier: GPL-2.0-only

//! What the host's model checker watches.
//!
//! Atomic variables of Rust's own, for code that has no use for C's memory model; copies of what others
//! write meanwhile; and the accesses to memory that such variables, or those of
//! [`atomic`](super::atomic), keep apart. In a kernel the first two are those of `core`, and the last are
//! nothing.

#[cfg(not(loom))]
pub(crate) use core::{
    ptr::{read_volatile, write_volatile},
    sync::atomic,
};

#[cfg(loom)]
pub(crate) use bindings::{
    watch as atomic,
    watch::{read_volatile, write_volatile},
};

/// States that the caller reads what is there, and that nobody may write it meanwhile.
#[inline(always)]
pub(crate) fn reads<T: ?Sized>(_at: *const T) {
    #[cfg(loom)]
    bindings::watch::reads(_at.addr());
}

/// States that the caller writes what is there, and that nobody else may access it meanwhile.
#[inline(always)]
pub(crate) fn writes<T: ?Sized>(_at: *const T) {
    #[cfg(loom)]
    bindings::watch::writes(_at.addr());
}
