// SPDX-License-Identifier: GPL-2.0-only

//! Reference counts that saturate instead of overflowing.
//!
//! C header: [`include/linux/refcount.h`](srctree/include/linux/refcount.h)
//!
//! # Safety
//!
//! A [`Refcount`] is laid out as C's `refcount_t`.

#![allow(unsafe_code)]

use super::atomic::{Atomic, Relaxed};
use crate::static_assert;
use bindings::{live::Live, refcount_t};
use core::marker::PhantomPinned;

/// A reference count, C's `refcount_t`.
///
/// A count that leaves its range stays there for good, with a warning: the object leaks, which is
/// better than an object that is freed while in use.
///
/// # Invariants
///
/// The layout is that of a `refcount_t`: one `atomic_t`, which is one `int`.
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
#[repr(C)]
pub struct Refcount {
    refs: Atomic<i32>,
    /// C may align its type better than an `int`.
    _align: [refcount_t; 0],
    /// C's objects must not move.
    _pin: PhantomPinned,
}

static_assert!(size_of::<Refcount>() == size_of::<refcount_t>());

impl Refcount {
    /// Makes a count of `value` references.
    #[inline]
    pub const fn new(value: i32) -> Self {
        // As C's `REFCOUNT_INIT()`.
        Refcount {
            refs: Atomic::new(value),
            _align: [],
            _pin: PhantomPinned,
        }
    }

    /// The count as a plain atomic number, which does not saturate.
    ///
    /// For reading the count, in a debugging message for instance.
    #[inline]
    pub fn as_atomic(&self) -> &Atomic<i32> {
        &self.refs
    }

    /// The count, for C.
    #[inline]
    fn live(&self) -> &Live<refcount_t> {
        // SAFETY: By the type's invariant this is a `refcount_t`, and any number is a count. It is
        // borrowed as long as the result.
        unsafe { Live::from_ptr(self.refs.as_ptr().cast()) }
    }

    /// Sets the count. Orders nothing.
    #[inline]
    pub fn set(&self, value: i32) {
        // As C's `refcount_set()`.
        self.refs.store(value, Relaxed);
    }

    /// Takes a reference. Orders nothing.
    ///
    /// The caller already has one: a count of zero gives a warning and saturates.
    #[inline]
    pub fn inc(&self) {
        bindings::safe::refcount_inc(self.live());
    }

    /// Gives back a reference that is not the last one, which would give a warning and saturate.
    ///
    /// What the caller did before comes before the decrement (release).
    #[inline]
    pub fn dec(&self) {
        bindings::safe::refcount_dec(self.live());
    }

    /// Gives back a reference, and tells whether it was the last one.
    ///
    /// What the caller did before comes before the decrement (release). If this was the last
    /// reference, what all others did before theirs is visible afterwards (acquire).
    #[inline]
    #[must_use = "use `dec` instead if you do not need to test if it is 0"]
    pub fn dec_and_test(&self) -> bool {
        bindings::safe::refcount_dec_and_test(self.live())
    }
}
