// SPDX-License-Identifier: GPL-2.0-only

//! Timers are armed and stopped before they expire.
#![forbid(unsafe_code)]

mod harness;

use harness::measure;
use kernel::{
    impl_has_hr_timer,
    prelude::*,
    sync::{Arc, ArcBorrow},
    time::{
        hrtimer::{
            HrTimer, HrTimerCallback, HrTimerCallbackContext, HrTimerPointer, HrTimerRestart,
            RelativeMode,
        },
        timer::{new_timer, Timer, TimerCallback},
        Delta, Monotonic,
    },
};

module! {
    type: Timers,
    name: "timer_rust",
    description: "Benchmark: timers",
    license: "GPL",
}

const OPERATIONS: u32 = 20_000;

struct Idle;

impl TimerCallback for Idle {
    fn run(_timer: &Timer<Self>) {}
}

#[pin_data]
struct Precise {
    #[pin]
    timer: HrTimer<Self>,
}

impl HrTimerCallback for Precise {
    type Pointer<'a> = Arc<Self>;

    fn run(_this: ArcBorrow<'_, Self>, _: HrTimerCallbackContext<'_, Self>) -> HrTimerRestart {
        HrTimerRestart::NoRestart
    }
}

impl_has_hr_timer! {
    impl HasHrTimer<Self> for Precise {
        mode: RelativeMode<Monotonic>, field: self.timer
    }
}

struct Timers;

impl kernel::Module for Timers {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let coarse = KBox::pin_init(new_timer!(Idle), GFP_KERNEL)?;
        measure("arm and stop", OPERATIONS, || {
            for _ in 0..OPERATIONS {
                coarse.arm(1_000_000);
                coarse.stop();
            }
            Ok(())
        })?;
        let precise = Arc::pin_init(pin_init!(Precise { timer <- HrTimer::new() }), GFP_KERNEL)?;
        measure("start and cancel, precise", OPERATIONS, || {
            for _ in 0..OPERATIONS {
                drop(precise.clone().start(Delta::from_secs(1_000)));
            }
            Ok(())
        })?;
        Ok(Self)
    }
}
