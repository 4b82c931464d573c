// SPDX-License-Identifier: GPL-2.0-only

//! Atomic variables and memory that loom watches.
//!
//! The types have the size and the functions of those of `core::sync::atomic`, and can be made in a
//! constant, which loom's own cannot. Loom knows a variable by its address: at the first access in an
//! execution it gets one of loom's variables, made at the begin of the execution, which from then on tells
//! what may be seen of it. The memory holds the newest value, for those who have it for themselves.
//!
//! Outside of [`model`] they are plain atomic variables.

mod execution;
mod grace;
mod memory;
mod model;
mod variable;

pub use grace::{read_begins, read_ends, wait_for_readers};
pub use loom::sync::{Condvar, Mutex};
pub use memory::{allocated, freed, read_volatile, reads, write_volatile, writes};
pub use model::{caught, explore, mutant, rest, spin, Mutant};
pub use std::sync::atomic::Ordering;
pub use variable::{
    fence, AtomicBool, AtomicI16, AtomicI32, AtomicI64, AtomicI8, AtomicIsize, AtomicPtr,
    AtomicU16, AtomicU32, AtomicU64, AtomicU8, AtomicUsize,
};
