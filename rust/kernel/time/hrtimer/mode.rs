// SPDX-License-Identifier: GPL-2.0-only

//! What times mean to a timer, and where it runs.

use crate::time::{ClockSource, Delta, Instant, RealTime};
use core::marker::PhantomData;

mod private {
    /// There are no other modes.
    pub trait Sealed {}
}

/// Times that a timer can be started with.
pub trait HrTimerExpires {
    /// The time in nanoseconds.
    fn as_nanos(&self) -> i64;
}

impl<C: ClockSource> HrTimerExpires for Instant<C> {
    fn as_nanos(&self) -> i64 {
        Instant::as_nanos(*self)
    }
}

/// A negative span is none.
impl HrTimerExpires for Delta {
    fn as_nanos(&self) -> i64 {
        Delta::as_nanos(*self)
    }
}

/// What the time means that a timer is started with, and where its callback runs.
pub trait HrTimerMode: private::Sealed {
    /// C's name for it.
    const C_MODE: bindings::hrtimer_mode;

    /// The clock that the timer goes by.
    type Clock: ClockSource;

    /// A point on the clock, or a span from now.
    type Expires: HrTimerExpires;
}

/// How many nanoseconds a mode's clock is ahead of the one that its timer goes by.
///
/// They are the same, but for spans of the time of day: no span changes when somebody sets that, so that C
/// takes [`Monotonic`](crate::time::Monotonic) for it.
#[inline]
pub(super) fn ahead<M: HrTimerMode>() -> i64 {
    let relative = M::C_MODE & bindings::hrtimer_mode_HRTIMER_MODE_REL != 0;
    if relative && <M::Clock as ClockSource>::ID == RealTime::ID {
        bindings::safe::ktime_mono_to_real(0)
    } else {
        0
    }
}

/// Implements the traits of a mode.
macro_rules! mode {
    ($mode:ident, $expires:ty, $c_mode:ident) => {
        impl<C: ClockSource> private::Sealed for $mode<C> {}

        impl<C: ClockSource> HrTimerMode for $mode<C> {
            const C_MODE: bindings::hrtimer_mode = bindings::$c_mode;
            type Clock = C;
            type Expires = $expires;
        }
    };
}

/// At a point of the clock.
pub struct AbsoluteMode<C: ClockSource>(PhantomData<C>);
mode!(AbsoluteMode, Instant<C>, hrtimer_mode_HRTIMER_MODE_ABS);

/// After a span of time.
pub struct RelativeMode<C: ClockSource>(PhantomData<C>);
mode!(RelativeMode, Delta, hrtimer_mode_HRTIMER_MODE_REL);

/// At a point of the clock, on the processor that started it.
pub struct AbsolutePinnedMode<C: ClockSource>(PhantomData<C>);
mode!(
    AbsolutePinnedMode,
    Instant<C>,
    hrtimer_mode_HRTIMER_MODE_ABS_PINNED
);

/// After a span of time, on the processor that started it.
pub struct RelativePinnedMode<C: ClockSource>(PhantomData<C>);
mode!(
    RelativePinnedMode,
    Delta,
    hrtimer_mode_HRTIMER_MODE_REL_PINNED
);

/// At a point of the clock, in softirq context.
pub struct AbsoluteSoftMode<C: ClockSource>(PhantomData<C>);
mode!(
    AbsoluteSoftMode,
    Instant<C>,
    hrtimer_mode_HRTIMER_MODE_ABS_SOFT
);

/// After a span of time, in softirq context.
pub struct RelativeSoftMode<C: ClockSource>(PhantomData<C>);
mode!(RelativeSoftMode, Delta, hrtimer_mode_HRTIMER_MODE_REL_SOFT);

/// At a point of the clock, in softirq context, on the processor that started it.
pub struct AbsolutePinnedSoftMode<C: ClockSource>(PhantomData<C>);
mode!(
    AbsolutePinnedSoftMode,
    Instant<C>,
    hrtimer_mode_HRTIMER_MODE_ABS_PINNED_SOFT
);

/// After a span of time, in softirq context, on the processor that started it.
pub struct RelativePinnedSoftMode<C: ClockSource>(PhantomData<C>);
mode!(
    RelativePinnedSoftMode,
    Delta,
    hrtimer_mode_HRTIMER_MODE_REL_PINNED_SOFT
);

/// At a point of the clock, in an interrupt handler, also on `PREEMPT_RT`.
pub struct AbsoluteHardMode<C: ClockSource>(PhantomData<C>);
mode!(
    AbsoluteHardMode,
    Instant<C>,
    hrtimer_mode_HRTIMER_MODE_ABS_HARD
);

/// After a span of time, in an interrupt handler, also on `PREEMPT_RT`.
pub struct RelativeHardMode<C: ClockSource>(PhantomData<C>);
mode!(RelativeHardMode, Delta, hrtimer_mode_HRTIMER_MODE_REL_HARD);

/// At a point of the clock, in an interrupt handler, also on `PREEMPT_RT`, on the processor that started it.
pub struct AbsolutePinnedHardMode<C: ClockSource>(PhantomData<C>);
mode!(
    AbsolutePinnedHardMode,
    Instant<C>,
    hrtimer_mode_HRTIMER_MODE_ABS_PINNED_HARD
);

/// After a span of time, in an interrupt handler, also on `PREEMPT_RT`, on the processor that started it.
pub struct RelativePinnedHardMode<C: ClockSource>(PhantomData<C>);
mode!(
    RelativePinnedHardMode,
    Delta,
    hrtimer_mode_HRTIMER_MODE_REL_PINNED_HARD
);
