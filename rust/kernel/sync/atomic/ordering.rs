// SPDX-License-Identifier: GPL-2.0-only

//! What an atomic operation orders.
//!
//! The orders are those of the kernel's memory model; see `Documentation/atomic_t.txt` and
//! `tools/memory-model/Documentation/`.
//!
//! # Examples
//!
//! One thread hands a value to another:
//!
//! ```
//! use kernel::sync::atomic::{Acquire, Atomic, Relaxed, Release};
//!
//! struct Letter {
//!     text: Atomic<u32>,
//!     sent: Atomic<bool>,
//! }
//!
//! let letter = Letter { text: Atomic::new(0), sent: Atomic::new(false) };
//!
//! // The writer: whoever sees that it is sent sees the text.
//! letter.text.store(42, Relaxed);
//! letter.sent.store(true, Release);
//!
//! // The reader.
//! if letter.sent.load(Acquire) {
//!     assert_eq!(letter.text.load(Relaxed), 42);
//! }
//! ```
//!
//! An order that an operation cannot have is no argument for it, so that `store(1, Acquire)` does not compile.

/// Orders nothing, beyond the accesses to the variable itself.
pub struct Relaxed;

/// What follows in the program comes after the load. Pairs with [`Release`].
pub struct Acquire;

/// What precedes in the program comes before the store. Pairs with [`Acquire`].
pub struct Release;

/// A full barrier before the operation and one after it: all processors see all accesses before and
/// all accesses after it in this order.
pub struct Full;

/// The orders as values.
#[doc(hidden)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum OrderingType {
    /// [`Relaxed`].
    Relaxed,
    /// [`Acquire`].
    Acquire,
    /// [`Release`].
    Release,
    /// [`Full`].
    Full,
}

mod internal {
    /// Nobody else makes up orders.
    pub trait Sealed {}

    impl Sealed for super::Relaxed {}
    impl Sealed for super::Acquire {}
    impl Sealed for super::Release {}
    impl Sealed for super::Full {}
}

/// Any order: what an exchange takes.
pub trait Ordering: internal::Sealed {
    /// The order as a value.
    #[doc(hidden)]
    const TYPE: OrderingType;
}

impl Ordering for Relaxed {
    const TYPE: OrderingType = OrderingType::Relaxed;
}

impl Ordering for Acquire {
    const TYPE: OrderingType = OrderingType::Acquire;
}

impl Ordering for Release {
    const TYPE: OrderingType = OrderingType::Release;
}

impl Ordering for Full {
    const TYPE: OrderingType = OrderingType::Full;
}

/// What a load takes.
pub trait AcquireOrRelaxed: Ordering {}

impl AcquireOrRelaxed for Acquire {}
impl AcquireOrRelaxed for Relaxed {}

/// What a store takes.
pub trait ReleaseOrRelaxed: Ordering {}

impl ReleaseOrRelaxed for Release {}
impl ReleaseOrRelaxed for Relaxed {}
