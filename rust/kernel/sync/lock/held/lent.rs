// SPDX-License-Identifier: GPL-2.0-only

//! Spin locks that functions of C's take and give back by themselves, for kernels whose C has no table.
//!
//! While such a function runs the lock is held at times, and at others its caller sleeps for memory. Tasks
//! come to run only then, and may take the lock. An interrupt handler may come at any time: it takes no
//! lock that is in use here. Elsewhere it would wait forever, unless it came while the caller slept.
//!
//! # Safety
//!
//! The calls are a list of values in the stack frames of their callers. It is changed and walked with
//! interrupts off, or by an interrupt handler, and a value is taken out before its frame ends.

#![allow(unsafe_code)]

use super::table;
use crate::sync::interrupt::local_interrupt_disable;
use bindings::spinlock_t;
use core::{
    ptr,
    sync::atomic::{AtomicPtr, Ordering::Relaxed},
};

/// A call of C's. The list is changed by one processor, which nothing interrupts meanwhile.
struct Call {
    lock: usize,
    next: AtomicPtr<Call>,
}

static CALLS: AtomicPtr<Call> = AtomicPtr::new(ptr::null_mut());

/// Calls a function of C's that takes the lock and gives it back.
///
/// # Panics
///
/// If it is held: elsewhere, C would wait forever.
#[cfg(CONFIG_RUST_MAPLE_TREE)]
pub(crate) fn taken_by_c<R>(lock: *mut spinlock_t, call: impl FnOnce() -> R) -> R {
    assert!(!table::is_held(lock), "this spin lock is held already");
    listed(lock.addr(), call)
}

/// Calls a function of C's that may give the lock up and takes it again. The caller has it.
pub(crate) fn given_to_c<R>(lock: *mut spinlock_t, call: impl FnOnce() -> R) -> R {
    let lock = lock.addr();
    listed(lock, || {
        table::give_up(lock);
        let result = call();
        table::take_again(lock);
        result
    })
}

/// Calls a function while the lock is in the list.
fn listed<R>(lock: usize, call: impl FnOnce() -> R) -> R {
    let this = Call {
        lock,
        next: AtomicPtr::new(ptr::null_mut()),
    };
    this.enter();
    let result = call();
    this.leave();
    result
}

impl Call {
    #[inline(never)]
    fn enter(&self) {
        let _off = local_interrupt_disable();
        self.next.store(CALLS.load(Relaxed), Relaxed);
        CALLS.store(ptr::from_ref(self).cast_mut(), Relaxed);
    }

    #[inline(never)]
    fn leave(&self) {
        let _off = local_interrupt_disable();
        let mut link = &CALLS;
        while let Some(call) = next(link) {
            if ptr::eq(call, self) {
                link.store(self.next.load(Relaxed), Relaxed);
                break;
            }
            link = &call.next;
        }
    }
}

/// The call that a link leads to. The caller is not interrupted by who changes the list for good.
fn next(link: &AtomicPtr<Call>) -> Option<&Call> {
    // SAFETY: Null, or a call that is in the list: it lives until it is taken out, which nobody does
    // before the caller has done with it. Interrupt handlers take out what they put in alone.
    unsafe { link.load(Relaxed).as_ref() }
}

/// Tells whether this is an interrupt handler, and came while C used the lock, or slept in between.
#[inline(never)]
#[allow(
    clippy::unnecessary_cast,
    reason = "C's constants are of whatever type"
)]
pub(super) fn interrupts(lock: usize) -> bool {
    let handler = bindings::NMI_MASK as usize
        | bindings::HARDIRQ_MASK as usize
        | bindings::SOFTIRQ_OFFSET as usize;
    if bindings::safe::preempt_count() as usize & handler == 0 {
        return false;
    }
    let mut link = &CALLS;
    while let Some(call) = next(link) {
        if call.lock == lock {
            return true;
        }
        link = &call.next;
    }
    false
}

#[cfg(CONFIG_KUNIT = "y")]
#[macros::kunit_tests(rust_kernel_lent_locks)]
mod tests {
    use super::{given_to_c, interrupts, listed};
    use crate::{
        impl_has_hr_timer,
        prelude::*,
        sync::{
            atomic::{Atomic, Relaxed},
            new_spinlock, Arc, ArcBorrow, Completion, SpinLock,
        },
        time::{
            hrtimer::{
                HrTimer, HrTimerCallback, HrTimerCallbackContext, HrTimerPointer, HrTimerRestart,
                RelativeMode,
            },
            Delta, Monotonic,
        },
    };

    /// A handler that tries to take a lock.
    #[pin_data]
    struct Handler {
        #[pin]
        lock: SpinLock<()>,
        got: Atomic<bool>,
        #[pin]
        done: Completion,
        #[pin]
        timer: HrTimer<Self>,
    }

    impl HrTimerCallback for Handler {
        type Pointer<'a> = Arc<Self>;

        fn run(this: ArcBorrow<'_, Self>, _: HrTimerCallbackContext<'_, Self>) -> HrTimerRestart {
            this.got.store(this.lock.try_lock().is_some(), Relaxed);
            this.done.complete_all();
            HrTimerRestart::NoRestart
        }
    }

    impl_has_hr_timer! {
        impl HasHrTimer<Self> for Handler { mode: RelativeMode<Monotonic>, field: self.timer }
    }

    fn handler() -> Result<Arc<Handler>> {
        let init = pin_init!(Handler {
            lock <- new_spinlock!(()),
            got: Atomic::new(false),
            done <- Completion::new(),
            timer <- HrTimer::new(),
        });
        Arc::pin_init(init, GFP_KERNEL)
    }

    fn interrupt(handler: &Arc<Handler>) {
        let _handle = handler.clone().start(Delta::from_micros(10));
        handler.done.wait_for_completion();
    }

    #[test]
    fn a_handler_takes_a_lock_that_is_free() -> Result {
        let handler = handler()?;
        interrupt(&handler);
        assert!(handler.got.load(Relaxed));
        Ok(())
    }

    #[test]
    fn a_handler_takes_no_lock_that_c_uses() -> Result {
        let handler = handler()?;
        let lock = handler.lock.state.get();
        listed(lock.addr(), || interrupt(&handler));
        assert!(!handler.got.load(Relaxed));
        Ok(())
    }

    #[test]
    fn a_task_takes_a_lock_that_c_gave_up() -> Result {
        let handler = handler()?;
        let lock = handler.lock.state.get();
        listed(lock.addr(), || {
            assert!(!interrupts(lock.addr()));
            assert!(handler.lock.try_lock().is_some());
        });
        Ok(())
    }

    #[test]
    fn calls_end_in_any_order_of_locks() -> Result {
        let handler = handler()?;
        let lock = handler.lock.state.get();
        let guard = handler.lock.lock();
        listed(1, || given_to_c(lock, || listed(2, || ())));
        assert!(handler.lock.try_lock().is_none());
        drop(guard);
        assert!(handler.lock.try_lock().is_some());
        Ok(())
    }
}
