// SPDX-License-Identifier: GPL-2.0-only

//! Numbers that each processor counts by itself.
//!
//! C header: [`include/linux/percpu-defs.h`](srctree/include/linux/percpu-defs.h)
//!
//! # Safety
//!
//! What C adds to is a number in memory of its allocator for processors.

#![allow(unsafe_code)]

use super::PerCpu;
use crate::sync::atomic::{Atomic, Relaxed};

/// Has each processor count in a type, by C's function for that.
macro_rules! number {
    ($type:ident, $add:path) => {
        impl PerCpu<Atomic<$type>> {
            /// Adds to the number of the processor that the code runs on; it wraps around.
            ///
            /// No processor waits for another one: where there is an instruction for that, this is one.
            /// What else runs on the same processor comes before or after it. What another processor
            /// changes in the number meanwhile, which it reached by [`get()`](PerCpu::get), may be lost.
            ///
            /// # Context
            ///
            /// Any, but interrupts that cannot be masked.
            ///
            /// # Examples
            ///
            /// ```
            /// use kernel::{prelude::*, sync::{atomic::Atomic, PerCpu}};
            ///
            #[doc = concat!("let packets = PerCpu::<Atomic<", stringify!($type), ">>::zeroed(GFP_KERNEL)?;")]
            /// packets.this_cpu_add(3);
            #[doc = concat!("packets.this_cpu_add(", stringify!($type), "::MAX);")]
            /// assert_eq!(packets.sum(), 2);
            /// # Ok::<(), Error>(())
            /// ```
            #[inline]
            pub fn this_cpu_add(&self, n: $type) {
                // SAFETY: By the invariants of `PerCpu` and `Memory` each possible processor has an
                // `Atomic` there, which is a number of that size, may be changed while it is shared, and
                // lives as long as `self`. C's `this_cpu_add()` needs no more.
                unsafe { $add(self.memory.base, n) };
            }

            /// The sum of the numbers of all processors, which wraps around.
            ///
            /// Where others add meanwhile, it may be a sum that there never was.
            ///
            /// # Context
            ///
            /// Any.
            pub fn sum(&self) -> $type {
                self.iter()
                    .fold(0, |sum: $type, (_, n)| sum.wrapping_add(n.load(Relaxed)))
            }
        }
    };
}

number!(u32, bindings::this_cpu_add_u32);
number!(u64, bindings::this_cpu_add_u64);
