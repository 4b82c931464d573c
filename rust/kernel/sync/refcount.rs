// SPDX-License-Identifier: GPL-2.0-only

//! Reference counts that saturate instead of overflowing.
//!
//! C header: [`include/linux/refcount.h`](srctree/include/linux/refcount.h)
//!
//! # Safety
//!
//! A [`Refcount`] is initialised from the beginning and changed by C's atomic functions alone.

#![allow(unsafe_code)]

use super::atomic::Atomic;
use crate::types::Opaque;

/// A reference count, C's `refcount_t`.
///
/// A count that leaves its range stays there for good, with a warning: the object leaks, which is
/// better than an object that is freed while in use.
///
/// # Examples
///
/// ```
/// use kernel::sync::Refcount;
///
/// let count = Refcount::new(1);
/// count.inc();
/// assert!(!count.dec_and_test());
/// assert!(count.dec_and_test());
/// ```
#[repr(transparent)]
pub struct Refcount(Opaque<bindings::refcount_t>);

impl Refcount {
    /// Makes a count of `value` references.
    #[inline]
    pub const fn new(value: i32) -> Self {
        // As C's `REFCOUNT_INIT()`.
        Refcount(Opaque::new(bindings::refcount_t {
            refs: bindings::atomic_t { counter: value },
        }))
    }

    /// The count as a plain atomic number, which does not saturate.
    ///
    /// For reading the count, in a debugging message for instance.
    #[inline]
    pub fn as_atomic(&self) -> &Atomic<i32> {
        // SAFETY: `refcount_t` holds one `atomic_t`, which holds one `int`. It is initialised, lives
        // as long as `self`, and is changed by C's atomic functions alone, as an `Atomic` is.
        unsafe { Atomic::from_ptr(self.0.get().cast()) }
    }

    /// Sets the count. Orders nothing.
    #[inline]
    pub fn set(&self, value: i32) {
        // SAFETY: The object is initialised; the function is atomic.
        unsafe { bindings::refcount_set(self.0.get(), value) };
    }

    /// Takes a reference. Orders nothing.
    ///
    /// The caller already has one: a count of zero gives a warning and saturates.
    #[inline]
    pub fn inc(&self) {
        // SAFETY: The object is initialised; the function is atomic.
        unsafe { bindings::refcount_inc(self.0.get()) };
    }

    /// Gives back a reference that is not the last one, which would give a warning and saturate.
    ///
    /// What the caller did before comes before the decrement (release).
    #[inline]
    pub fn dec(&self) {
        // SAFETY: The object is initialised; the function is atomic.
        unsafe { bindings::refcount_dec(self.0.get()) };
    }

    /// Gives back a reference, and tells whether it was the last one.
    ///
    /// What the caller did before comes before the decrement (release). If this was the last
    /// reference, what all others did before theirs is visible afterwards (acquire).
    #[inline]
    #[must_use = "use `dec` instead if you do not need to test if it is 0"]
    pub fn dec_and_test(&self) -> bool {
        // SAFETY: The object is initialised; the function is atomic.
        unsafe { bindings::refcount_dec_and_test(self.0.get()) }
    }
}

// SAFETY: The count is a number, bound to no thread.
unsafe impl Send for Refcount {}

// SAFETY: All of C's functions on a `refcount_t` are atomic.
unsafe impl Sync for Refcount {}
