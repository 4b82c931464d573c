// SPDX-License-Identifier: GPL-2.0-only

//! Points on a clock.

use super::{ClockSource, Delta};
use core::{
    cmp::Ordering,
    marker::PhantomData,
    ops::{Add, Sub},
};

/// A point on the clock `C`, in nanoseconds.
///
/// Points of different clocks do not mix. Arithmetic stops at either end of the clock's range.
///
/// # Invariants
///
/// `nanos` is not negative.
///
/// # Examples
///
/// ```
/// use kernel::time::{delay::udelay, Delta, Instant, Monotonic};
///
/// let start = Instant::<Monotonic>::now();
/// udelay(Delta::from_micros(10));
/// let end = Instant::<Monotonic>::now();
/// assert!(end - start >= Delta::ZERO);
/// assert!(start + (end - start) == end);
/// assert!(start + Delta::from_secs(i64::MAX) > end);
/// ```
#[repr(transparent)]
pub struct Instant<C: ClockSource> {
    nanos: i64,
    _clock: PhantomData<C>,
}

impl<C: ClockSource> Instant<C> {
    /// Reads the clock.
    ///
    /// # Context
    ///
    /// Any but NMI.
    #[inline]
    pub fn now() -> Self {
        // INVARIANT: The contract of `ClockSource`.
        Self::at(C::ktime_get())
    }

    /// How long ago this was. Negative if it is yet to come.
    #[inline]
    pub fn elapsed(&self) -> Delta {
        Self::now() - *self
    }

    /// The point at `nanos`, or the clock's beginning if that is negative.
    #[inline]
    #[cfg_attr(testlib, allow(dead_code))]
    pub(super) fn from_nanos(nanos: i64) -> Self {
        // INVARIANT: The clock's range begins at zero.
        Self::at(nanos.max(0))
    }

    /// The nanoseconds since the clock's beginning.
    #[inline]
    #[cfg_attr(testlib, allow(dead_code))]
    pub(super) fn as_nanos(self) -> i64 {
        self.nanos
    }

    /// The point at `nanos`, which is not negative.
    #[inline]
    fn at(nanos: i64) -> Self {
        Instant {
            nanos,
            _clock: PhantomData,
        }
    }
}

impl<C: ClockSource> Clone for Instant<C> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<C: ClockSource> Copy for Instant<C> {}

impl<C: ClockSource> PartialEq for Instant<C> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.nanos == other.nanos
    }
}

impl<C: ClockSource> Eq for Instant<C> {}

impl<C: ClockSource> PartialOrd for Instant<C> {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<C: ClockSource> Ord for Instant<C> {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        self.nanos.cmp(&other.nanos)
    }
}

impl<C: ClockSource> Sub for Instant<C> {
    type Output = Delta;

    // Neither is negative, so that the difference does not overflow.
    #[inline]
    fn sub(self, other: Instant<C>) -> Delta {
        Delta::from_nanos(self.nanos.wrapping_sub(other.nanos))
    }
}

impl<T: ClockSource> Add<Delta> for Instant<T> {
    type Output = Self;

    #[inline]
    fn add(self, delta: Delta) -> Self {
        // INVARIANT: The clock's range begins at zero.
        Self::at(self.nanos.saturating_add(delta.as_nanos()).max(0))
    }
}

impl<T: ClockSource> Sub<Delta> for Instant<T> {
    type Output = Self;

    #[inline]
    fn sub(self, delta: Delta) -> Self {
        // INVARIANT: The clock's range begins at zero.
        Self::at(self.nanos.saturating_sub(delta.as_nanos()).max(0))
    }
}
