// SPDX-License-Identifier: GPL-2.0-only

//! What a timer calls.

use super::{HasHrTimer, HrTimerCallbackContext, RawHrTimerCallback};

/// Objects that are called back by their timer.
pub trait HrTimerCallback {
    /// The pointer through which the timer is started.
    type Pointer<'a>: RawHrTimerCallback;

    /// Called when the time has come.
    ///
    /// # Context
    ///
    /// An interrupt handler, or softirq context: must not sleep.
    fn run(
        this: <Self::Pointer<'_> as RawHrTimerCallback>::CallbackTarget<'_>,
        ctx: HrTimerCallbackContext<'_, Self>,
    ) -> HrTimerRestart
    where
        Self: Sized,
        Self: HasHrTimer<Self>;
}

/// Whether the timer goes on.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum HrTimerRestart {
    /// It is over.
    NoRestart = bindings::hrtimer_restart_HRTIMER_NORESTART,
    /// It expires again, at the time that was set by
    /// [`forward`](HrTimerCallbackContext::forward). If none was set, at once.
    Restart = bindings::hrtimer_restart_HRTIMER_RESTART,
}

impl HrTimerRestart {
    #[inline]
    pub(super) fn into_c(self) -> bindings::hrtimer_restart {
        self as bindings::hrtimer_restart
    }
}
