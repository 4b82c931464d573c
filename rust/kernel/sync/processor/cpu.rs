// SPDX-License-Identifier: GPL-2.0-only

//! Numbers of processors.
//!
//! C headers: [`include/linux/cpumask.h`](srctree/include/linux/cpumask.h),
//! [`include/linux/smp.h`](srctree/include/linux/smp.h),
//! [`include/linux/cpu.h`](srctree/include/linux/cpu.h)
//!
//! # Safety
//!
//! A [`CpuId`] is less than `nr_cpu_ids`, which does not change once modules and drivers run.

#![allow(unsafe_code)]

use crate::{
    device::Device,
    error::{code::ENODEV, Result},
};
use core::ptr::NonNull;

/// One more than the highest number that a processor of this machine may have.
///
/// # Examples
///
/// ```
/// use kernel::cpu::{nr_cpu_ids, CpuId};
///
/// assert!(nr_cpu_ids() >= 1);
/// assert!(CpuId::current().as_u32() < nr_cpu_ids());
/// ```
#[inline]
pub fn nr_cpu_ids() -> u32 {
    bindings::safe::rust_nr_cpu_ids()
}

/// The number of a processor.
///
/// The processor need be neither online nor present.
///
/// # Invariants
///
/// The number is less than [`nr_cpu_ids()`].
///
/// # Examples
///
/// ```
/// use kernel::{cpu::{nr_cpu_ids, CpuId}, prelude::*};
///
/// let first = CpuId::from_u32(0).ok_or(EINVAL)?;
/// assert_eq!(u32::from(first), 0);
/// assert_eq!(CpuId::from_i32(0), Some(first));
/// assert_eq!(CpuId::from_i32(-1), None);
/// assert_eq!(CpuId::from_u32(nr_cpu_ids()), None);
/// # Ok::<(), Error>(())
/// ```
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct CpuId(u32);

impl CpuId {
    /// Makes one of a number that is known to be right.
    ///
    /// # Safety
    ///
    /// `id` is neither negative, nor greater than or equal to [`nr_cpu_ids()`].
    #[inline]
    pub unsafe fn from_i32_unchecked(id: i32) -> Self {
        // INVARIANT: The caller's promise.
        Self(id.cast_unsigned())
    }

    /// Makes one of `id`, if that is the number of a processor.
    pub fn from_i32(id: i32) -> Option<Self> {
        Self::from_u32(u32::try_from(id).ok()?)
    }

    /// Makes one of a number that is known to be right.
    ///
    /// # Safety
    ///
    /// `id` is less than [`nr_cpu_ids()`].
    #[inline]
    pub unsafe fn from_u32_unchecked(id: u32) -> Self {
        // INVARIANT: The caller's promise.
        Self(id)
    }

    /// Makes one of `id`, if that is the number of a processor.
    pub fn from_u32(id: u32) -> Option<Self> {
        // INVARIANT: Compared.
        (id < nr_cpu_ids()).then_some(Self(id))
    }

    /// The number.
    #[inline]
    pub fn as_u32(&self) -> u32 {
        self.0
    }

    /// The processor on which the caller runs.
    ///
    /// It may be another one as soon as the function returns, unless the caller cannot be moved: with
    /// preemption or interrupts off, or as a thread that is bound to one processor.
    ///
    /// # Context
    ///
    /// Any.
    #[inline]
    pub fn current() -> Self {
        // INVARIANT: A processor that runs has a number below `nr_cpu_ids`.
        Self(bindings::safe::rust_this_cpu())
    }
}

impl From<CpuId> for u32 {
    fn from(id: CpuId) -> Self {
        id.as_u32()
    }
}

impl From<CpuId> for i32 {
    fn from(id: CpuId) -> Self {
        id.as_u32().cast_signed()
    }
}

/// The device of a processor.
///
/// # Errors
///
/// [`ENODEV`] if the processor has none: its number is not one of a possible processor, or the
/// architecture does not register it.
///
/// # Context
///
/// Any.
///
/// # Safety
///
/// The processor must not be removed for good, which unregisters its device, while the reference is in
/// use. One that merely goes offline keeps it.
///
/// # Examples
///
/// ```
/// use kernel::{cpu::{self, CpuId}, prelude::*};
///
/// // SAFETY: The processor that runs this is not unplugged meanwhile: the example does not do it.
/// if let Ok(device) = unsafe { cpu::from_cpu(CpuId::current()) } {
///     dev_info!(device, "a processor\n");
/// }
/// ```
#[inline]
pub unsafe fn from_cpu(cpu: CpuId) -> Result<&'static Device> {
    let device = NonNull::new(bindings::safe::get_cpu_device(cpu.as_u32())).ok_or(ENODEV)?;
    // SAFETY: A registered device, alive while the caller keeps its promise.
    Ok(unsafe { Device::from_raw(device.as_ptr()) })
}
