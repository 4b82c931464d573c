// SPDX-License-Identifier: GPL-2.0-only

//! Atomic operations on memory that is no [`Atomic`].
//!
//! # Safety
//!
//! The callers promise what an [`Atomic`] would.

#![allow(unsafe_code)]

use super::{
    internal::{AtomicBasicOps, AtomicExchangeOps},
    ordering, Atomic, AtomicType,
};

/// Reads `*ptr`, as [`Atomic::load`].
///
/// # Examples
///
/// ```
/// use kernel::sync::atomic::{atomic_load, atomic_store, cmpxchg, xchg, Full, Relaxed};
///
/// let mut word = 1i32;
/// let ptr = &raw mut word;
/// // SAFETY: The variable is this example's own.
/// unsafe {
///     atomic_store(ptr, 2, Relaxed);
///     assert_eq!(xchg(ptr, 3, Full), 2);
///     assert_eq!(cmpxchg(ptr, 3, 4, Full), Ok(3));
///     assert_eq!(atomic_load(ptr, Relaxed), 4);
/// }
/// ```
///
/// # Safety
///
/// As for [`Atomic::from_ptr`], for the time of the call.
#[inline(always)]
pub unsafe fn atomic_load<T: AtomicType, Ordering: ordering::AcquireOrRelaxed>(
    ptr: *mut T,
    o: Ordering,
) -> T
where
    T::Repr: AtomicBasicOps,
{
    // SAFETY: The requirements are the same.
    unsafe { Atomic::from_ptr(ptr) }.load(o)
}

/// Writes `v` to `*ptr`, as [`Atomic::store`].
///
/// # Safety
///
/// As for [`Atomic::from_ptr`], for the time of the call.
#[inline(always)]
pub unsafe fn atomic_store<T: AtomicType, Ordering: ordering::ReleaseOrRelaxed>(
    ptr: *mut T,
    v: T,
    o: Ordering,
) where
    T::Repr: AtomicBasicOps,
{
    // SAFETY: The requirements are the same.
    unsafe { Atomic::from_ptr(ptr) }.store(v, o);
}

/// Writes `new` to `*ptr` and returns what was there before, as [`Atomic::xchg`].
///
/// # Safety
///
/// As for [`Atomic::from_ptr`], for the time of the call.
#[inline(always)]
pub unsafe fn xchg<T: AtomicType, Ordering: ordering::Ordering>(
    ptr: *mut T,
    new: T,
    o: Ordering,
) -> T
where
    T::Repr: AtomicExchangeOps,
{
    // SAFETY: The requirements are the same.
    unsafe { Atomic::from_ptr(ptr) }.xchg(new, o)
}

/// Writes `new` to `*ptr` if `old` is there, as [`Atomic::cmpxchg`].
///
/// # Errors
///
/// What was there instead of `old`.
///
/// # Safety
///
/// As for [`Atomic::from_ptr`], for the time of the call.
#[inline(always)]
#[must_use = "the value may not have been written"]
pub unsafe fn cmpxchg<T: AtomicType, Ordering: ordering::Ordering>(
    ptr: *mut T,
    old: T,
    new: T,
    o: Ordering,
) -> Result<T, T>
where
    T::Repr: AtomicExchangeOps,
{
    // SAFETY: The requirements are the same.
    unsafe { Atomic::from_ptr(ptr) }.cmpxchg(old, new, o)
}
