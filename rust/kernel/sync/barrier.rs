// SPDX-License-Identifier: GPL-2.0-only

//! Memory barriers.
//!
//! Atomic operations with an order are nearly always the better choice; see
//! [`atomic`](super::atomic). A barrier orders accesses of several variables, and needs a comment on
//! what it pairs with.
//!
//! | function | orders accesses as seen by | in C |
//! |---|---|---|
//! | [`smp_mb`] | other processors | `smp_mb()`, `smp_rmb()`, `smp_wmb()` |
//! | [`dma_mb`] | processors and devices, to coherent memory | `dma_mb()`, … |
//! | [`mb`] | all, device registers included | `mb()`, … |
//!
//! Each takes what to order: [`Full`] for all accesses, [`Read`] for loads with loads, [`Write`] for
//! stores with stores.
//!
//! See `Documentation/memory-barriers.txt`.

/// What a barrier orders.
pub mod ordering {
    pub use crate::sync::atomic::ordering::Full;

    /// Loads before the barrier, with loads after it.
    pub struct Read;

    /// Stores before the barrier, with stores after it.
    pub struct Write;
}

pub use ordering::{Full, Read, Write};

/// Everybody sees the order.
#[doc(hidden)]
pub struct Mandatory;

/// Processors and devices see the order, in coherent memory.
#[doc(hidden)]
pub struct Dma;

/// Processors see the order.
#[doc(hidden)]
pub struct Smp;

/// What can be ordered for those that `Flavour` stands for.
#[doc(hidden)]
pub trait MemoryBarrier<Flavour = Mandatory> {
    /// The barrier.
    fn run();
}

macro_rules! define_barrier {
    ($flavour:ty, $ordering:ty, $function:path) => {
        impl MemoryBarrier<$flavour> for $ordering {
            #[inline(always)]
            fn run() {
                $function();
            }
        }
    };
}

define_barrier!(Mandatory, Full, bindings::safe::mb);
define_barrier!(Mandatory, Read, bindings::safe::rmb);
define_barrier!(Mandatory, Write, bindings::safe::wmb);
define_barrier!(Dma, Full, bindings::safe::dma_mb);
define_barrier!(Dma, Read, bindings::safe::dma_rmb);
define_barrier!(Dma, Write, bindings::safe::dma_wmb);
define_barrier!(Smp, Full, bindings::safe::smp_mb);
define_barrier!(Smp, Read, bindings::safe::smp_rmb);
define_barrier!(Smp, Write, bindings::safe::smp_wmb);

/// Orders accesses for everybody, device registers included.
///
/// # Examples
///
/// ```
/// use kernel::sync::barrier::{mb, Full, Read, Write};
///
/// mb(Full);
/// mb(Read);
/// mb(Write);
/// ```
#[inline(always)]
pub fn mb<T: MemoryBarrier>(_: T) {
    T::run();
}

/// Orders accesses for other processors. On a kernel for one processor it only restrains the
/// compiler.
///
/// # Examples
///
/// ```
/// use kernel::sync::{
///     atomic::{Atomic, Relaxed},
///     barrier::{smp_mb, Full},
/// };
///
/// static MINE: Atomic<bool> = Atomic::new(false);
/// static THEIRS: Atomic<bool> = Atomic::new(false);
///
/// // Of two that do this with the names swapped, at most one enters.
/// MINE.store(true, Relaxed);
/// // Pairs with the barrier of the other one.
/// smp_mb(Full);
/// let may_enter = !THEIRS.load(Relaxed);
/// assert!(may_enter);
/// ```
#[inline(always)]
pub fn smp_mb<T: MemoryBarrier<Smp>>(_: T) {
    T::run();
}

/// Orders accesses to coherent memory for processors and devices.
///
/// # Examples
///
/// ```
/// use kernel::sync::barrier::{dma_mb, Read};
///
/// // Between the flag that a device sets in a descriptor and what else is in it.
/// dma_mb(Read);
/// ```
#[inline(always)]
pub fn dma_mb<T: MemoryBarrier<Dma>>(_: T) {
    T::run();
}
