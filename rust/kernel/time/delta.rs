// SPDX-License-Identifier: GPL-2.0-only

//! Spans of time.

use super::{NSEC_PER_MSEC, NSEC_PER_SEC, NSEC_PER_USEC};
use core::{fmt, ops};

mod private {
    /// There are no other units.
    pub trait Sealed {}

    impl Sealed for super::Nsec {}
    impl Sealed for super::Jiffy {}
}

/// What a [`Delta`] is counted in.
pub trait TimeUnit: private::Sealed {
    /// The number.
    type Repr: Copy + Clone + PartialEq + PartialOrd + Eq + Ord + fmt::Debug;
}

/// Nanoseconds.
#[derive(Copy, Clone, PartialEq, PartialOrd, Eq, Ord, Debug)]
pub enum Nsec {}

impl TimeUnit for Nsec {
    type Repr = i64;
}

/// Ticks of the kernel's timer.
#[derive(Copy, Clone, PartialEq, PartialOrd, Eq, Ord, Debug)]
pub enum Jiffy {}

impl TimeUnit for Jiffy {
    type Repr = isize;
}

/// A span of time, in nanoseconds unless another unit is named. It may be negative.
///
/// Arithmetic saturates: what is too long becomes the longest span, about 292 years.
///
/// # Examples
///
/// ```
/// use kernel::time::Delta;
///
/// let timeout = Delta::from_millis(3) + Delta::from_micros(1) * 2;
/// assert_eq!(timeout.as_nanos(), 3_002_000);
/// assert_eq!((timeout.as_millis(), timeout.as_millis_ceil()), (3, 4));
/// assert_eq!(timeout / Delta::from_millis(1), 3);
/// assert!(Delta::from_secs(i64::MAX) > timeout);
/// ```
#[derive(Copy, Clone, PartialEq, PartialOrd, Eq, Ord, Debug)]
pub struct Delta<U: TimeUnit = Nsec> {
    count: U::Repr,
}

impl Delta<Jiffy> {
    /// A span of so many ticks.
    #[inline]
    pub const fn from_jiffies(jiffies: isize) -> Self {
        Delta { count: jiffies }
    }

    /// The number of ticks.
    #[inline]
    pub const fn as_jiffies(self) -> isize {
        self.count
    }
}

/// `a / b`, or what is nearest to it: 64 bits may be more than the processor divides.
#[inline]
fn divide(a: i64, b: i64) -> i64 {
    if b == 0 {
        return match a {
            0 => 0,
            1.. => i64::MAX,
            _ => i64::MIN,
        };
    }
    if b == -1 {
        return a.saturating_neg();
    }
    a.wrapping_div(b)
}

/// `a / b` for a positive `b`, rounded up.
#[inline]
fn divide_up(a: i64, b: i64) -> i64 {
    let quotient = divide(a, b);
    if a > quotient.saturating_mul(b) {
        quotient.saturating_add(1)
    } else {
        quotient
    }
}

impl Delta {
    /// No time at all.
    pub const ZERO: Self = Self { count: 0 };

    /// A span of so many nanoseconds.
    #[inline]
    pub const fn from_nanos(nanos: i64) -> Self {
        Self { count: nanos }
    }

    /// A span of so many microseconds, or the longest there is.
    #[inline]
    pub const fn from_micros(micros: i64) -> Self {
        Self {
            count: micros.saturating_mul(NSEC_PER_USEC),
        }
    }

    /// A span of so many milliseconds, or the longest there is.
    #[inline]
    pub const fn from_millis(millis: i64) -> Self {
        Self {
            count: millis.saturating_mul(NSEC_PER_MSEC),
        }
    }

    /// A span of so many seconds, or the longest there is.
    #[inline]
    pub const fn from_secs(secs: i64) -> Self {
        Self {
            count: secs.saturating_mul(NSEC_PER_SEC),
        }
    }

    /// Tells whether there is no time in it.
    #[inline]
    pub fn is_zero(self) -> bool {
        self.count == 0
    }

    /// Tells whether it goes back in time.
    #[inline]
    pub fn is_negative(self) -> bool {
        self.count < 0
    }

    /// The number of nanoseconds.
    #[inline]
    pub const fn as_nanos(self) -> i64 {
        self.count
    }

    /// The number of microseconds, rounded up.
    #[inline]
    pub fn as_micros_ceil(self) -> i64 {
        divide_up(self.count, NSEC_PER_USEC)
    }

    /// The number of milliseconds, rounded towards zero.
    #[inline]
    pub fn as_millis(self) -> i64 {
        divide(self.count, NSEC_PER_MSEC)
    }

    /// The number of milliseconds, rounded up.
    #[inline]
    pub fn as_millis_ceil(self) -> i64 {
        divide_up(self.count, NSEC_PER_MSEC)
    }

    /// What remains after dividing by `dividend` nanoseconds, with the sign of the span. The span
    /// itself if `dividend` is zero.
    #[inline]
    pub fn rem_nanos(self, dividend: i32) -> Self {
        // The sign does not matter for what remains, and dividing by -1 may overflow.
        let dividend = i64::from(dividend.unsigned_abs());
        let whole = divide(self.count, dividend).wrapping_mul(dividend);
        Self {
            count: self.count.wrapping_sub(whole),
        }
    }
}

impl ops::Add for Delta {
    type Output = Self;

    #[inline]
    fn add(self, rhs: Self) -> Self {
        Self {
            count: self.count.saturating_add(rhs.count),
        }
    }
}

impl ops::AddAssign for Delta {
    #[inline]
    fn add_assign(&mut self, rhs: Self) {
        *self = *self + rhs;
    }
}

impl ops::Sub for Delta {
    type Output = Self;

    #[inline]
    fn sub(self, rhs: Self) -> Self {
        Self {
            count: self.count.saturating_sub(rhs.count),
        }
    }
}

impl ops::SubAssign for Delta {
    #[inline]
    fn sub_assign(&mut self, rhs: Self) {
        *self = *self - rhs;
    }
}

impl ops::Mul<i64> for Delta {
    type Output = Self;

    #[inline]
    fn mul(self, rhs: i64) -> Self {
        Self {
            count: self.count.saturating_mul(rhs),
        }
    }
}

impl ops::MulAssign<i64> for Delta {
    #[inline]
    fn mul_assign(&mut self, rhs: i64) {
        *self = *self * rhs;
    }
}

impl ops::Div for Delta {
    type Output = i64;

    /// How often `rhs` fits in, rounded towards zero. No time at all fits in as often as there are
    /// numbers, and not at all in itself.
    #[inline]
    fn div(self, rhs: Self) -> i64 {
        divide(self.count, rhs.count)
    }
}
