// SPDX-License-Identifier: GPL-2.0-only

//! Reference counts that saturate instead of overflowing.
//!
//! C header: [`include/linux/refcount.h`](srctree/include/linux/refcount.h)

use super::{
    atomic::{Atomic, Relaxed},
    raw::Shared,
};

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
pub struct Refcount {
    refs: Shared<bindings::refcount_t>,
}

impl Refcount {
    /// Makes a count of `value` references.
    #[inline]
    pub const fn new(value: i32) -> Self {
        Refcount {
            refs: Shared::count(value),
        }
    }

    /// The count as a plain atomic number, which does not saturate.
    ///
    /// For reading the count, in a debugging message for instance.
    #[inline]
    pub fn as_atomic(&self) -> &Atomic<i32> {
        self.refs.number()
    }

    /// Sets the count. Orders nothing.
    #[inline]
    pub fn set(&self, value: i32) {
        // As C's `refcount_set()`.
        self.as_atomic().store(value, Relaxed);
    }

    /// Takes a reference. Orders nothing.
    ///
    /// The caller already has one: a count of zero gives a warning and saturates.
    #[inline]
    pub fn inc(&self) {
        bindings::safe::refcount_inc(&self.refs);
    }

    /// Gives back a reference that is not the last one, which would give a warning and saturate.
    ///
    /// What the caller did before comes before the decrement (release).
    #[inline]
    pub fn dec(&self) {
        bindings::safe::refcount_dec(&self.refs);
    }

    /// Gives back a reference, and tells whether it was the last one.
    ///
    /// What the caller did before comes before the decrement (release). If this was the last
    /// reference, what all others did before theirs is visible afterwards (acquire).
    #[inline]
    #[must_use = "use `dec` instead if you do not need to test if it is 0"]
    pub fn dec_and_test(&self) -> bool {
        bindings::safe::refcount_dec_and_test(&self.refs)
    }
}
