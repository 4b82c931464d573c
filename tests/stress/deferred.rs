// SPDX-License-Identifier: GPL-2.0-only

//! What is done later, and taken back.

use crate::together::Team;
use kernel::{
    impl_has_hr_timer,
    prelude::*,
    sync::{
        atomic::{Acquire, Atomic, Full},
        Arc, ArcBorrow,
    },
    time::{
        hrtimer::{
            HrTimer, HrTimerCallback, HrTimerCallbackContext, HrTimerHandle, HrTimerPointer,
            HrTimerRestart, RelativeMode,
        },
        Delta, Monotonic,
    },
    workqueue::{self, cancel_sync, impl_has_work, new_work, Work, WorkItem},
};

#[pin_data]
struct Job {
    enqueued: Atomic<usize>,
    done: Atomic<usize>,
    cancelled: Atomic<usize>,
    inside: Atomic<usize>,
    mistakes: Atomic<usize>,
    #[pin]
    work: Work<Job>,
}

impl_has_work! {
    impl HasWork<Self> for Job { self.work }
}

impl WorkItem for Job {
    type Pointer = Arc<Self>;

    fn run(this: Arc<Self>) {
        if this.inside.fetch_add(1usize, Full) != 0 {
            this.mistakes.fetch_add(1usize, Full);
        }
        this.done.fetch_add(1usize, Full);
        this.inside.fetch_sub(1usize, Full);
    }
}

/// What was enqueued is run, or was cancelled, once, and never twice at a time.
pub(crate) fn work(team: &Team) -> Result<usize> {
    let job = Arc::pin_init(
        pin_init!(Job {
            enqueued: Atomic::new(0),
            done: Atomic::new(0),
            cancelled: Atomic::new(0),
            inside: Atomic::new(0),
            mistakes: Atomic::new(0),
            work <- new_work!("Job::work"),
        }),
        GFP_KERNEL,
    )?;
    // The threads share a pointer to it, as an item's pointer is an `Arc` of its own.
    let shared = Arc::new(job.clone(), GFP_KERNEL)?;
    team.run(&shared, |job, thread, round| {
        if thread == 0 && round % 8 == 0 {
            if cancel_sync(job).is_some() {
                job.cancelled.fetch_add(1usize, Full);
            }
        } else if workqueue::system_unbound().enqueue(job.clone()).is_ok() {
            job.enqueued.fetch_add(1usize, Full);
        }
    })?;
    if cancel_sync(&job).is_some() {
        job.cancelled.fetch_add(1usize, Full);
    }
    let ended = job.done.load(Acquire) + job.cancelled.load(Acquire);
    Ok(job.mistakes.load(Acquire) + ended.abs_diff(job.enqueued.load(Acquire)))
}

#[pin_data]
struct Alarm {
    #[pin]
    timer: HrTimer<Self>,
    armed: Atomic<usize>,
    mistakes: Atomic<usize>,
}

impl HrTimerCallback for Alarm {
    type Pointer<'a> = Arc<Self>;

    fn run(this: ArcBorrow<'_, Self>, _: HrTimerCallbackContext<'_, Self>) -> HrTimerRestart {
        if this.armed.load(Acquire) == 0 {
            this.mistakes.fetch_add(1usize, Full);
        }
        HrTimerRestart::NoRestart
    }
}

impl_has_hr_timer! {
    impl HasHrTimer<Self> for Alarm {
        mode: RelativeMode<Monotonic>, field: self.timer
    }
}

/// A timer that was cancelled does not run, and is not running.
pub(crate) fn timer(team: &Team) -> Result<usize> {
    let mistakes = Arc::new(Atomic::new(0), GFP_KERNEL)?;
    team.run(&mistakes, |mistakes, _, round| {
        if round % 8 != 0 {
            return;
        }
        let alarm = pin_init!(Alarm {
            timer <- HrTimer::new(),
            armed: Atomic::new(1),
            mistakes: Atomic::new(0),
        });
        let Ok(alarm) = Arc::pin_init(alarm, GFP_KERNEL) else {
            return;
        };
        let mut handle = alarm
            .clone()
            .start(Delta::from_micros((round % 100) as i64));
        handle.cancel();
        alarm.armed.store(0, kernel::sync::atomic::Release);
        mistakes.fetch_add(alarm.mistakes.load(Acquire), Full);
    })?;
    Ok(mistakes.load(Acquire))
}
