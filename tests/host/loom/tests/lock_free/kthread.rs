// SPDX-License-Identifier: GPL-2.0-only

//! A thread that ends leaves nobody waiting who parks it, and hands over what its function returned.

#[path = "../../../../../rust/kernel/task/kthread/common.rs"]
mod common;
#[path = "../../../../../rust/kernel/task/kthread/raw.rs"]
#[allow(dead_code)]
mod raw;

use self::{
    common::Common,
    current::CurrentKthread,
    raw::{Call, Handle, Thread},
};
use crate::users::{alone, nobody_is_left};
use bindings::{task_struct, watch};
use kernel::{error::code::ESRCH, prelude::*, sync::aref::AlwaysRefCounted};
use kernel_loom_tests::{fails, holds, holds_within, run, share, share_pinned, Mutant, Tally};
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

    /// The execution runs it anyway.
    fn wake_up(&self) {}
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

        pub(super) fn should_park(&self) -> bool {
            // SAFETY: The execution's thread asks.
            unsafe { bindings::kthread_should_park() }
        }

        pub(super) fn park(&self) {
            // SAFETY: As above.
            unsafe { bindings::kthread_parkme() }
        }
    }
}

/// As the kernel crate's.
struct Kthread<R: Send + 'static>(Handle<R>);

impl<R: Send + 'static> Kthread<R> {
    fn new(handle: Handle<R>) -> Self {
        Kthread(handle)
    }

    fn handle(&self) -> &Handle<R> {
        &self.0
    }

    fn task(&self) -> &Task {
        self.0.thread()
    }
}

unsafe extern "C" fn nothing(_: *mut kernel::ffi::c_void) {}

/// Runs a thread whose function has just returned, beside `f`, and waits until it has ended.
fn ending(f: impl FnOnce(&'static Common, &'static Thread)) {
    share(bindings::kthreads::Kthread::default(), |thread| {
        thread.begins();
        let common = KBox::pin_init(Common::new(Call::own(nothing)), GFP_KERNEL).unwrap();
        // SAFETY: C's object is that of the thread; nobody looks into it.
        let task: &Task = unsafe { &*thread.task().cast() };
        // SAFETY: It is the one thread that C has.
        let task = unsafe { Thread::from_task(task.into()) };
        share_pinned(common, |common| {
            share(task, |task| {
                let its = run(move || {
                    // SAFETY: It is the thread that calls this.
                    common.end(&unsafe { CurrentKthread::new() });
                    thread.ends();
                });
                f(common, task);
                // Nobody parks it any more.
                common.stop(task);
                common.wait();
                assert!(common.has_ended());
                its.join();
            });
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
        let func = move |_: &CurrentKthread| second.make(first.get() + 1);
        let mut handle = Handle::create(format_args!("test"), func).unwrap();
        let its = run(move || thread.runs());
        if joins {
            handle.common().wait();
        }
        match handle.end() {
            Some(value) => assert_eq!(value.get(), 2),
            None => assert!(!joins, "joined before it was called"),
        }
        its.join();
        drop(handle);
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
