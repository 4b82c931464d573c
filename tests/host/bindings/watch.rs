// SPDX-License-Identifier: GPL-2.0-only

//! What the model checker is told of, and nothing without it.

#[cfg(loom)]
pub use watched::*;

#[cfg(not(loom))]
pub use std::sync::atomic::{
    fence, AtomicI16, AtomicI32, AtomicI64, AtomicI8, AtomicPtr, AtomicU32, AtomicUsize, Ordering,
};

#[cfg(not(loom))]
mod nothing {
    pub(crate) fn reads(_address: usize) {}

    pub(crate) fn writes(_address: usize) {}

    pub(crate) fn allocated(_address: usize, _size: usize) {}

    pub(crate) fn freed(_address: usize, _size: usize) {}

    pub(crate) fn read_begins() -> bool {
        false
    }

    pub(crate) fn read_ends() -> bool {
        false
    }

    pub(crate) fn wait_for_readers() -> bool {
        false
    }

    pub(crate) fn rest() -> bool {
        false
    }

    pub(crate) fn spin() {
        std::thread::yield_now();
    }
}

#[cfg(not(loom))]
pub(crate) use nothing::*;
