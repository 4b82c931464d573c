// SPDX-License-Identifier: GPL-2.0-only

//! A thread that ends leaves nobody waiting who parks it, and hands over what its function returned.

#[path = "../../../../../rust/kernel/task/kthread/packet.rs"]
mod packet;
#[path = "../../../../../rust/kernel/task/kthread/raw.rs"]
#[allow(dead_code)]
mod raw;

use self::{
    packet::{Packet, Shared},
    raw::{Call, Common},
};
use crate::users::{alone, nobody_is_left};
use bindings::{task_struct, watch};
use kernel::{
    error::code::ESRCH,
    prelude::*,
    sync::{aref::AlwaysRefCounted, Arc},
};
use kernel_loom_tests::{
    fails, holds, holds_within, run, share, share_pinned, Mutant, Payload, Tally,
};
use std::{
    ptr::{null_mut, NonNull},
    sync::atomic::Ordering,
};

/// As the kernel crate's, without a count of references: the thread of an execution lives as long.
#[repr(transparent)]
pub(crate) struct Task(task_struct);

impl Task {
    pub(crate) fn as_ptr(&self) -> *mut task_struct {
        (&raw const *self).cast_mut().cast()
    }

    /// It is never the thread that parks.
    pub(crate) fn current_raw() -> *mut task_struct {
        null_mut()
    }
}

// SAFETY: It lives until all references are gone.
unsafe impl AlwaysRefCounted for Task {
    fn inc_ref(&self) {}

    unsafe fn dec_ref(_: NonNull<Self>) {}
}

/// As the kernel crate's, which waits in C.
#[derive(Default)]
pub(crate) struct Completion(watch::AtomicU32);

impl Completion {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn complete_all(&self) {
        self.0.store(1, Ordering::Release);
    }

    pub(crate) fn wait_for_completion(&self) {
        while self.0.load(Ordering::Acquire) == 0 {
            watch::spin();
        }
    }
}

/// What the function of a thread is called with.
mod current {
    pub(crate) struct CurrentKthread(());

    impl CurrentKthread {
        pub(super) unsafe fn new() -> Self {
            CurrentKthread(())
        }
    }
}

unsafe extern "C" fn nothing(_: *mut kernel::ffi::c_void) {}

/// Runs a thread whose function has just returned, beside `f`, and waits until it has ended.
fn ending(f: impl FnOnce(&'static Common, &'static Task)) {
    share(bindings::kthreads::Kthread::default(), |thread| {
        thread.begins();
        let common = KBox::pin_init(Common::new(Call::own(nothing)), GFP_KERNEL).unwrap();
        share_pinned(common, |common| {
            // SAFETY: C's object is that of the thread; nobody looks into it.
            let task: &Task = unsafe { &*thread.task().cast() };
            let its = run(move || {
                common.end();
                thread.ends();
            });
            f(common, task);
            // SAFETY: Nobody parks it any more.
            unsafe { common.stop(task) };
            common.wait();
            assert!(common.has_ended());
            its.join();
        });
    });
}

fn one_parks() {
    ending(|common, task| match common.park(task) {
        Ok(()) => {
            assert!(!common.has_ended(), "what is parked goes on");
            common.unpark(task);
        }
        Err(error) => assert_eq!(error, ESRCH),
    });
}

/// Who stops it leaves it parked.
fn one_parks_and_leaves() {
    ending(|common, task| {
        let _ = common.park(task);
    });
}

fn two_park() {
    ending(|common, task| {
        let park = move || {
            let parked = common.park(task).is_ok();
            if parked {
                common.unpark(task);
            }
        };
        let one = run(park);
        park();
        one.join();
    });
}

/// A thread returns what its function made, or was stopped before it was called.
fn one_returns(joins: bool) {
    let tally = Tally::default();
    share(bindings::kthreads::Kthread::default(), |thread| {
        thread.begins();
        let (first, second) = (tally.make(1), tally.clone());
        let func = move |_: &current::CurrentKthread| second.make(first.get() + 1);
        let shared: Arc<dyn Shared<Payload>> = Packet::new(func).unwrap();
        // SAFETY: The packet stays until the function has been called, or is taken back.
        let task = unsafe { raw::create(c"test", shared.common()) }.unwrap();
        let its = run(move || thread.runs());
        if joins {
            shared.common().wait();
        }
        // SAFETY: Nobody parks the thread, and it is stopped once.
        unsafe { shared.common().stop(&task) };
        // SAFETY: The thread has ended.
        let called = !unsafe { shared.take_back() };
        if !called {
            shared.common().forget();
        }
        // SAFETY: As above.
        let result = unsafe { shared.take() };
        assert!(called || !joins, "joined before it was called");
        assert_eq!(result.map(|value| value.get()), called.then_some(2));
        its.join();
        drop(shared);
        nobody_is_left();
    });
    assert_eq!(tally.alive(), 0);
}

fn one_joins() {
    one_returns(true);
}

fn one_stops() {
    one_returns(false);
}

#[test]
fn who_parks_a_thread_is_not_left_waiting() {
    holds_within(3, one_parks);
    fails(&[Mutant::Split], one_parks);
}

#[test]
fn a_parked_thread_is_stopped() {
    holds(one_parks_and_leaves);
    fails(&[Mutant::Split], one_parks_and_leaves);
}

#[test]
fn of_two_who_park_one_waits_or_both_in_turn() {
    holds_within(2, two_park);
    fails(&[Mutant::Split], two_park);
}

#[test]
fn what_a_thread_returns_is_handed_over() {
    let _alone = alone();
    holds_within(3, one_joins);
    holds_within(3, one_stops);
    fails(&[Mutant::Own], one_stops);
}
