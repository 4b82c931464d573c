// SPDX-License-Identifier: GPL-2.0-only

//! One value, never seen half written.
//!
//! # Safety
//!
//! The value changes while it is read, so that every access to it is atomic.

#![allow(unsafe_code)]

#[cfg(not(target_has_atomic = "64"))]
use super::latch::Latch;
use super::Scalar;
#[cfg(target_has_atomic = "64")]
use core::cell::UnsafeCell;

/// A value that the processor loads and stores in one piece.
// Aligned for the widest atomic type, which on some processors is more than the integer is.
#[cfg(target_has_atomic = "64")]
#[repr(C, align(8))]
pub(super) struct Single<T>(UnsafeCell<T>);

// SAFETY: All access to the value is atomic.
#[cfg(target_has_atomic = "64")]
unsafe impl<T: Sync> Sync for Single<T> {}

#[cfg(target_has_atomic = "64")]
impl<T: Copy> Single<T> {
    pub(super) const fn new(value: T) -> Self {
        Single(UnsafeCell::new(value))
    }
}

#[cfg(target_has_atomic = "64")]
impl<T: Scalar> Single<T> {
    pub(super) fn load(&self) -> T {
        // SAFETY: The value is alive, and aligned as the struct is; every access is atomic.
        unsafe { T::load(self.0.get()) }
    }

    /// # Safety
    ///
    /// There must be one writer at a time.
    pub(super) unsafe fn store(&self, value: T) {
        // SAFETY: As in `load`.
        unsafe { T::store(self.0.get(), value) }
    }
}

/// A value that may be wider than what the processor loads and stores in one piece.
#[cfg(not(target_has_atomic = "64"))]
pub(super) struct Single<T> {
    default: T,
    list: Latch<T, 1>,
}

#[cfg(not(target_has_atomic = "64"))]
impl<T: Copy> Single<T> {
    pub(super) const fn new(default: T) -> Self {
        Single {
            default,
            list: Latch::new([default]),
        }
    }
}

#[cfg(not(target_has_atomic = "64"))]
impl<T: Scalar> Single<T> {
    pub(super) fn load(&self) -> T {
        self.list.read(|list| list.get(0)).unwrap_or(self.default)
    }

    /// # Safety
    ///
    /// There must be one writer at a time.
    pub(super) unsafe fn store(&self, value: T) {
        // One value always fits.
        //
        // SAFETY: The caller promises that there is no other writer.
        let _ = unsafe { self.list.replace(core::iter::once(Ok(value))) };
    }
}
