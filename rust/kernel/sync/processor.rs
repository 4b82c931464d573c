// SPDX-License-Identifier: GPL-2.0-only

//! Processors: their numbers, sets of them, and hints to the present one.
//!
//! C header: [`include/linux/processor.h`](srctree/include/linux/processor.h)

#[cfg(not(testlib))]
mod set;

/// Numbers of processors.
///
/// C header: [`include/linux/cpu.h`](srctree/include/linux/cpu.h)
#[cfg(not(testlib))]
pub mod cpu {
    pub use super::set::{from_cpu, nr_cpu_ids, CpuId};
}

/// Sets of processors.
///
/// C header: [`include/linux/cpumask.h`](srctree/include/linux/cpumask.h)
#[cfg(not(testlib))]
pub mod cpumask {
    pub use super::set::{Cpumask, CpumaskVar};
}

/// Tells the processor that this is a loop that waits for another one.
///
/// It saves power, or lets a sibling run. The compiler reads memory again afterwards.
///
/// # Context
///
/// Any.
///
/// # Examples
///
/// ```
/// use kernel::{processor::cpu_relax, sync::atomic::{Acquire, Atomic}};
///
/// fn wait(ready: &Atomic<u32>) {
///     while ready.load(Acquire) == 0 {
///         cpu_relax();
///     }
/// }
///
/// wait(&Atomic::new(1));
/// cpu_relax();
/// ```
#[inline]
pub fn cpu_relax() {
    bindings::safe::cpu_relax();
}
