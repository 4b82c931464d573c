// SPDX-License-Identifier: GPL-2.0-only

//! Waiting for time to pass.
//!
//! C header: [`include/linux/delay.h`](srctree/include/linux/delay.h)

use super::Delta;
#[cfg(not(testlib))]
use super::Msecs;
#[cfg(not(testlib))]
use crate::error::{code::ERESTARTSYS, Result};
use crate::ffi::c_ulong;

/// The longest that [`fsleep`] sleeps: about 35 minutes, for which C's arithmetic is safe on all
/// processors.
const MAX_SLEEP: Delta = Delta::from_micros(i32::MAX as i64);

/// The longest that [`udelay`] waits: one millisecond.
const MAX_DELAY: Delta = Delta::from_millis(1);

/// `delta` in microseconds, rounded up, and between zero and `max`.
// Of a constant it is one.
#[inline]
fn micros(delta: Delta, max: Delta) -> c_ulong {
    let micros = delta.clamp(Delta::ZERO, max).as_micros_ceil();
    // Not negative, and at most `i32::MAX`.
    c_ulong::try_from(micros).unwrap_or(0)
}

/// Sleeps for at least `delta`, by what suits its length best.
///
/// A negative span is none, and one of more than `i32::MAX` microseconds (35 minutes) is that long.
///
/// # Context
///
/// May sleep.
///
/// # Examples
///
/// ```
/// use kernel::time::{delay::fsleep, Delta, Instant, Monotonic};
///
/// let start = Instant::<Monotonic>::now();
/// fsleep(Delta::from_micros(50));
/// assert!(start.elapsed() >= Delta::from_micros(50));
/// ```
#[inline]
pub fn fsleep(delta: Delta) {
    bindings::safe::fsleep(micros(delta, MAX_SLEEP));
}

/// Sleeps for at least `msecs` milliseconds, unless a signal arrives.
///
/// # Errors
///
/// `ERESTARTSYS` if a signal arrived before the time had passed, or was pending before.
///
/// # Context
///
/// May sleep.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, time::delay::msleep_interruptible};
///
/// /// Gives the hardware time, on behalf of a process that may be killed meanwhile.
/// fn settle() -> Result {
///     msleep_interruptible(2)
/// }
///
/// settle()?;
/// # Ok::<(), Error>(())
/// ```
#[cfg(not(testlib))]
#[inline]
pub fn msleep_interruptible(msecs: Msecs) -> Result {
    match bindings::safe::msleep_interruptible(msecs) {
        0 => Ok(()),
        _ => Err(ERESTARTSYS),
    }
}

/// Keeps the processor busy for at least `delta`.
///
/// For a few microseconds where sleeping is not allowed. A negative span is none, and one of more than
/// a millisecond is that long: loops may overflow beyond.
///
/// # Context
///
/// Any.
///
/// # Examples
///
/// ```
/// use kernel::time::{delay::udelay, Delta};
///
/// udelay(Delta::from_micros(5));
/// ```
#[inline]
pub fn udelay(delta: Delta) {
    bindings::safe::udelay(micros(delta, MAX_DELAY));
}
