// SPDX-License-Identifier: GPL-2.0-only

//! Timers through each kind of pointer.

use super::{
    AbsoluteMode, ArcHrTimerHandle, HrTimer, HrTimerCallback, HrTimerCallbackContext,
    HrTimerHandle, HrTimerPointer, HrTimerRestart, RawHrTimerCallback, RelativeMode,
    RelativeSoftMode, ScopedHrTimerPointer,
};
use crate::{
    alloc::KBox,
    impl_has_hr_timer,
    prelude::*,
    sync::{
        atomic::{Atomic, Relaxed},
        new_spinlock_irq, Arc, ArcBorrow, Completion, SpinLockIrq,
    },
    time::{Delta, Instant, Monotonic, RealTime},
};
use pin_init::stack_pin_init;

/// Far enough away for not coming.
const LATER: Delta = Delta::from_secs(1000);
const SOON: Delta = Delta::from_micros(10);

struct Log {
    calls: Atomic<u32>,
    dropped: Atomic<u32>,
}

macro_rules! object {
    ($name:ident, $mode:ty, $pointer:ty, $this:ty) => {
        #[pin_data(PinnedDrop)]
        struct $name {
            log: Arc<Log>,
            #[pin]
            called: Completion,
            #[pin]
            timer: HrTimer<Self>,
        }

        impl $name {
            fn new(log: Arc<Log>) -> impl PinInit<Self> {
                pin_init!(Self { log, called <- Completion::new(), timer <- HrTimer::new() })
            }
        }

        #[pinned_drop]
        impl PinnedDrop for $name {
            fn drop(self: Pin<&mut Self>) {
                self.log.dropped.add(1u32, Relaxed);
            }
        }

        impl HrTimerCallback for $name {
            type Pointer<'a> = $pointer;

            fn run(this: $this, mut ctx: HrTimerCallbackContext<'_, Self>) -> HrTimerRestart {
                let again = this.log.calls.fetch_add(1u32, Relaxed) == 0;
                if again && ctx.forward_now(SOON) > 0 {
                    return HrTimerRestart::Restart;
                }
                this.called.complete_all();
                HrTimerRestart::NoRestart
            }
        }

        impl_has_hr_timer! {
            impl HasHrTimer<Self> for $name { mode: $mode, field: self.timer }
        }
    };
}

object!(
    Shared,
    RelativeMode<Monotonic>,
    Arc<Self>,
    ArcBorrow<'_, Self>
);
object!(
    Soft,
    RelativeSoftMode<Monotonic>,
    Arc<Self>,
    ArcBorrow<'_, Self>
);
object!(
    OfDay,
    RelativeMode<RealTime>,
    Arc<Self>,
    ArcBorrow<'_, Self>
);
object!(
    Boxed,
    AbsoluteMode<Monotonic>,
    Pin<KBox<Self>>,
    Pin<&mut Self>
);
object!(Borrowed, RelativeMode<Monotonic>, Pin<&'a Self>, Pin<&Self>);
object!(
    Exclusive,
    RelativeMode<Monotonic>,
    Pin<&'a mut Self>,
    Pin<&mut Self>
);

/// Starts itself again in its first call, and tries to move that time.
#[pin_data]
struct Again {
    calls: Atomic<u32>,
    moved: Atomic<u32>,
    #[pin]
    handle: SpinLockIrq<Option<ArcHrTimerHandle<Again>>>,
    #[pin]
    called: Completion,
    #[pin]
    timer: HrTimer<Self>,
}

impl HrTimerCallback for Again {
    type Pointer<'a> = Arc<Self>;

    fn run(this: ArcBorrow<'_, Self>, mut ctx: HrTimerCallbackContext<'_, Self>) -> HrTimerRestart {
        if this.calls.fetch_add(1u32, Relaxed) > 0 {
            this.called.complete_all();
            return HrTimerRestart::NoRestart;
        }
        *this.handle.lock() = Some(Arc::from(this).start(Delta::ZERO));
        // The time has come already.
        let moved = ctx
            .forward_now(SOON)
            .max(ctx.forward(Instant::now() + LATER, SOON));
        this.moved.add(u32::from(moved > 0), Relaxed);
        HrTimerRestart::NoRestart
    }
}

impl_has_hr_timer! {
    impl HasHrTimer<Self> for Again { mode: RelativeMode<Monotonic>, field: self.timer }
}

/// What a callback gets is lent for its call: this compiles for any two lifetimes.
fn lent<'a, 'b>(
    target: <Pin<&'a mut Exclusive> as RawHrTimerCallback>::CallbackTarget<'b>,
) -> Pin<&'b mut Exclusive> {
    target
}

fn log() -> Result<Arc<Log>> {
    Ok(Arc::new(
        Log {
            calls: Atomic::new(0),
            dropped: Atomic::new(0),
        },
        GFP_KERNEL,
    )?)
}

fn wait_for(log: &Log, calls: u32) -> bool {
    (0..2000).any(|_| {
        crate::time::delay::fsleep(Delta::from_millis(1));
        log.calls.load(Relaxed) >= calls
    })
}

#[cfg(CONFIG_KUNIT = "y")]
#[macros::kunit_tests(rust_kernel_hrtimer)]
mod cases {
    use super::*;

    #[test]
    fn c_may_hand_over_any_value_of_an_enum() {
        // An enum of Rust has no other values than those that it names; one of C's is an integer.
        let odd: bindings::hrtimer_restart = 77;
        assert_eq!(odd, 77);
    }

    #[test]
    fn shared_objects_are_called_and_go_with_the_last_handle() -> Result {
        let log = log()?;
        let object = Arc::pin_init(Shared::new(log.clone()), GFP_KERNEL)?;
        let handle = object.clone().start(SOON);
        object.called.wait_for_completion();
        assert_eq!(log.calls.load(Relaxed), 2);
        drop(object);
        assert_eq!(log.dropped.load(Relaxed), 0);
        drop(handle);
        assert_eq!(log.dropped.load(Relaxed), 1);
        Ok(())
    }

    #[test]
    fn softirqs_call_too() -> Result {
        let log = log()?;
        let object = Arc::pin_init(Soft::new(log.clone()), GFP_KERNEL)?;
        let _handle = object.clone().start(SOON);
        object.called.wait_for_completion();
        assert_eq!(log.calls.load(Relaxed), 2);
        Ok(())
    }

    #[test]
    fn a_handle_stops_and_drops_its_box() -> Result {
        let log = log()?;
        let object = KBox::pin_init(Boxed::new(log.clone()), GFP_KERNEL)?;
        let mut handle = object.start(Instant::now() + LATER);
        assert!(handle.cancel());
        assert!(!handle.cancel());
        assert_eq!(log.dropped.load(Relaxed), 0);
        drop(handle);
        assert_eq!((log.calls.load(Relaxed), log.dropped.load(Relaxed)), (0, 1));

        let object = KBox::pin_init(Boxed::new(log.clone()), GFP_KERNEL)?;
        let handle = object.start(Instant::now());
        assert!(wait_for(&log, 2));
        drop(handle);
        assert_eq!(log.dropped.load(Relaxed), 2);
        Ok(())
    }

    #[test]
    fn borrowed_objects_are_called_during_a_function() -> Result {
        let log = log()?;
        let object = KBox::pin_init(Borrowed::new(log.clone()), GFP_KERNEL)?;
        let called = object.as_ref().start_scoped(SOON, || wait_for(&log, 2));
        assert!(called);
        object.as_ref().start_scoped(LATER, || {});
        assert_eq!(log.calls.load(Relaxed), 2);
        Ok(())
    }

    #[test]
    fn exclusively_borrowed_objects_are_called_during_a_function() -> Result {
        let log = log()?;
        let mut object = KBox::pin_init(Exclusive::new(log.clone()), GFP_KERNEL)?;
        assert!(object.as_mut().start_scoped(SOON, || wait_for(&log, 2)));
        object.as_mut().start_scoped(LATER, || {});
        assert_eq!(log.calls.load(Relaxed), 2);
        Ok(())
    }

    #[test]
    fn a_negative_span_is_none() -> Result {
        let log = log()?;
        let object = Arc::pin_init(Shared::new(log.clone()), GFP_KERNEL)?;
        let _handle = object.start(Delta::from_secs(-5));
        assert!(wait_for(&log, 2));
        Ok(())
    }

    #[test]
    fn expiry_is_told() -> Result {
        let object = Arc::pin_init(Shared::new(log()?), GFP_KERNEL)?;
        let start = Instant::now();
        let _handle = object.clone().start(LATER);
        assert!(object.timer.expires() >= start + LATER);
        Ok(())
    }

    #[test]
    fn a_span_of_the_time_of_day_is_told_and_moved_by_that() -> Result {
        let log = log()?;
        let object = Arc::pin_init(OfDay::new(log.clone()), GFP_KERNEL)?;
        let start = Instant::now();
        let handle = object.clone().start(LATER);
        let expires = object.timer.expires();
        assert!(expires >= start + LATER && expires < Instant::now() + LATER + LATER);
        drop(handle);
        // Its callback moves it, once.
        let _handle = object.start(SOON);
        assert!(wait_for(&log, 2));
        Ok(())
    }

    #[test]
    fn a_timer_that_is_started_in_its_callback_keeps_that_time() -> Result {
        let object = Arc::pin_init(
            pin_init!(Again {
                calls: Atomic::new(0),
                moved: Atomic::new(0),
                handle <- new_spinlock_irq!(None),
                called <- Completion::new(),
                timer <- HrTimer::new(),
            }),
            GFP_KERNEL,
        )?;
        let handle = object.clone().start(SOON);
        object.called.wait_for_completion();
        assert_eq!(object.calls.load(Relaxed), 2);
        assert_eq!(object.moved.load(Relaxed), 0);
        drop(handle);
        let own = object.handle.lock().take();
        drop(own);
        Ok(())
    }

    #[test]
    fn what_a_callback_gets_is_lent() -> Result {
        let mut object = KBox::pin_init(Exclusive::new(log()?), GFP_KERNEL)?;
        assert_eq!(lent(object.as_mut()).log.calls.load(Relaxed), 0);
        Ok(())
    }

    #[test]
    fn a_timer_that_is_not_running_moves_forward() {
        stack_pin_init!(let timer = HrTimer::<Exclusive>::new());
        let step = Delta::from_millis(10);
        let now = Instant::now();
        assert!(timer.as_mut().forward(now, step) > 0);
        assert!(timer.expires() > now);
        assert_eq!(timer.as_mut().forward(now, step), 0);
    }
}
