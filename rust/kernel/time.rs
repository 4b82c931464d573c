// SPDX-License-Identifier: GPL-2.0-only

//! Time: spans, points on a clock, and waiting.
//!
//! C headers: [`include/linux/ktime.h`](srctree/include/linux/ktime.h),
//! [`include/linux/timekeeping.h`](srctree/include/linux/timekeeping.h),
//! [`include/linux/jiffies.h`](srctree/include/linux/jiffies.h)
//!
//! # Safety
//!
//! A [`ClockSource`] reads a clock that is never negative.

#![allow(unsafe_code)]

pub mod delay;
mod delta;
#[cfg(not(testlib))]
pub mod hrtimer;
mod instant;
#[cfg(not(testlib))]
pub mod timer;

pub use self::delta::{Delta, Jiffy, Nsec, TimeUnit};
pub use self::instant::Instant;

/// Nanoseconds in a microsecond.
pub const NSEC_PER_USEC: i64 = 1_000;

/// Nanoseconds in a millisecond.
pub const NSEC_PER_MSEC: i64 = 1_000_000;

/// Nanoseconds in a second.
pub const NSEC_PER_SEC: i64 = 1_000_000_000;

/// Ticks of the kernel's timer, of which a second has `CONFIG_HZ`.
pub type Jiffies = crate::ffi::c_ulong;

/// Milliseconds.
pub type Msecs = crate::ffi::c_uint;

/// The time in ticks, rounded up.
///
/// # Examples
///
/// ```
/// use kernel::time::msecs_to_jiffies;
///
/// assert_eq!(msecs_to_jiffies(0), 0);
/// assert!(msecs_to_jiffies(1) >= 1);
/// assert!(msecs_to_jiffies(2000) >= 2 * msecs_to_jiffies(900));
/// ```
#[inline]
pub fn msecs_to_jiffies(msecs: Msecs) -> Jiffies {
    bindings::safe::__msecs_to_jiffies(msecs)
}

/// A clock.
///
/// # Safety
///
/// [`ktime_get`](ClockSource::ktime_get) returns nanoseconds in `0..=i64::MAX`.
pub unsafe trait ClockSource {
    /// The clock's number, as user space and timers know it.
    const ID: bindings::clockid_t;

    /// Reads the clock, in nanoseconds.
    fn ktime_get() -> bindings::ktime_t;
}

/// The time since boot, without the time asleep. It never goes back.
///
/// # Examples
///
/// ```
/// use kernel::time::{Instant, Monotonic};
///
/// let start = Instant::<Monotonic>::now();
/// assert!(!start.elapsed().is_negative());
/// ```
pub struct Monotonic;

// SAFETY: The clock starts at zero and takes centuries to overflow.
unsafe impl ClockSource for Monotonic {
    const ID: bindings::clockid_t = bindings::CLOCK_MONOTONIC as bindings::clockid_t;

    #[inline]
    fn ktime_get() -> bindings::ktime_t {
        bindings::safe::ktime_get()
    }
}

/// The time of day, since 1970. It jumps when somebody sets it.
pub struct RealTime;

// SAFETY: C refuses to set the clock to a time before 1970, or beyond the range of `ktime_t`.
unsafe impl ClockSource for RealTime {
    const ID: bindings::clockid_t = bindings::CLOCK_REALTIME as bindings::clockid_t;

    #[inline]
    fn ktime_get() -> bindings::ktime_t {
        bindings::safe::ktime_get_real()
    }
}

/// The time since boot, with the time asleep. It never goes back.
pub struct BootTime;

// SAFETY: The clock starts at zero and takes centuries to overflow.
unsafe impl ClockSource for BootTime {
    const ID: bindings::clockid_t = bindings::CLOCK_BOOTTIME as bindings::clockid_t;

    #[inline]
    fn ktime_get() -> bindings::ktime_t {
        bindings::safe::ktime_get_boottime()
    }
}

/// International atomic time: [`RealTime`] without leap seconds.
pub struct Tai;

// SAFETY: The clock is that of the time of day, whose difference to it is not negative.
unsafe impl ClockSource for Tai {
    const ID: bindings::clockid_t = bindings::CLOCK_TAI as bindings::clockid_t;

    #[inline]
    fn ktime_get() -> bindings::ktime_t {
        bindings::safe::ktime_get_clocktai()
    }
}
