// SPDX-License-Identifier: GPL-2.0-only

//! A value that is set at most once.
//!
//! # Safety
//!
//! The state of a [`SetOnce`] says who may access its value: the one caller that got from `EMPTY` to
//! `BUSY`, or everybody, for reading, once it is `SET`.

#![allow(unsafe_code)]

use super::{
    atomic::{Acquire, Atomic, Relaxed, Release},
    watch,
};
use core::{cell::UnsafeCell, mem::MaybeUninit};

/// There is no value.
const EMPTY: u32 = 0;
/// Somebody is moving a value in.
const BUSY: u32 = 1;
/// There is a value, for good.
const SET: u32 = 2;

/// A place for a value that is set at most once, and read by everybody from then on.
///
/// # Invariants
///
/// `state` goes from `EMPTY` to `BUSY` to `SET`. In `SET` the value is initialised and not changed; in
/// `BUSY` it belongs to the caller that made the step.
///
/// # Examples
///
/// ```
/// use kernel::sync::SetOnce;
///
/// static LIMIT: SetOnce<u32> = SetOnce::new();
///
/// fn limit() -> u32 {
///     LIMIT.populate(42);
///     LIMIT.copy().unwrap_or(0)
/// }
///
/// assert_eq!(limit(), 42);
/// assert!(!LIMIT.populate(43));
/// assert_eq!(limit(), 42);
/// ```
pub struct SetOnce<T> {
    state: Atomic<u32>,
    value: UnsafeCell<MaybeUninit<T>>,
}

impl<T> Default for SetOnce<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> SetOnce<T> {
    /// Makes one without a value.
    pub const fn new() -> Self {
        // INVARIANT: `EMPTY` promises nothing.
        SetOnce {
            state: Atomic::new(EMPTY),
            value: UnsafeCell::new(MaybeUninit::uninit()),
        }
    }

    /// The value, if it was set.
    #[inline]
    pub fn as_ref(&self) -> Option<&T> {
        // Pairs with the release in `populate()`.
        if self.state.load(Acquire) != SET {
            return None;
        }
        watch::reads(self.value.get());
        // SAFETY: By the type's invariant the value is initialised and not changed any more.
        Some(unsafe { (*self.value.get()).assume_init_ref() })
    }

    /// Sets the value unless somebody else did, or is doing it, and tells whether it was set.
    ///
    /// A value that is refused is dropped.
    pub fn populate(&self, value: T) -> bool {
        // Nobody has written the value yet, so that there is nothing to see.
        if self.state.cmpxchg(EMPTY, BUSY, Relaxed).is_err() {
            return false;
        }
        watch::writes(self.value.get());
        // SAFETY: By the type's invariant the value belongs to this caller.
        unsafe { (*self.value.get()).write(value) };
        // INVARIANT: The value was just initialised, and this caller does not touch it any more.
        // Pairs with the acquire in `as_ref()`.
        self.state.store(SET, Release);
        true
    }

    /// A copy of the value, if it was set.
    #[inline]
    pub fn copy(&self) -> Option<T>
    where
        T: Copy,
    {
        self.as_ref().copied()
    }
}

impl<T> Drop for SetOnce<T> {
    fn drop(&mut self) {
        if *self.state.get_mut() == SET {
            // SAFETY: By the type's invariant the value is initialised. Nobody else has it.
            unsafe { self.value.get_mut().assume_init_drop() };
        }
    }
}

// SAFETY: The value goes along.
unsafe impl<T: Send> Send for SetOnce<T> {}

// SAFETY: A `&SetOnce` moves a value in, which another thread may drop (`Send`), and gives a `&T` to
// everybody (`Sync`).
unsafe impl<T: Send + Sync> Sync for SetOnce<T> {}
