// SPDX-License-Identifier: GPL-2.0-only

//! A thread that ends leaves nobody waiting who parks it.

#[path = "../../../../../rust/kernel/task/kthread/raw.rs"]
#[allow(dead_code)]
mod file;

use self::file::{Call, Common};
use bindings::{task_struct, watch};
use kernel::{error::code::ESRCH, prelude::*, sync::aref::AlwaysRefCounted};
use kernel_loom_tests::{fails, holds, holds_within, run, share, share_pinned, Mutant};
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
