// SPDX-License-Identifier: GPL-2.0-only

//! A thread of the kernel's, as far as the model checker needs it: an execution has one.

#![allow(missing_docs, clippy::missing_safety_doc)]

use crate::{
    task_struct,
    watch::{mutant, spin, AtomicU32, Mutant, Ordering},
};
use ffi::{c_char, c_int, c_uint, c_void};
use std::cell::Cell;

/// What C knows of it.
#[derive(Default)]
pub struct Kthread {
    should_park: AtomicU32,
    should_stop: AtomicU32,
    parked: AtomicU32,
    ended: AtomicU32,
    calls: Cell<Option<(Function, *mut c_void)>>,
}

type Function = unsafe extern "C" fn(*mut c_void) -> c_int;

// SAFETY: All threads of an execution are one of the host.
unsafe impl Sync for Kthread {}

std::thread_local! {
    static THREAD: Cell<Option<&'static Kthread>> = const { Cell::new(None) };
}

impl Kthread {
    /// This is the execution's thread.
    pub fn begins(&'static self) {
        THREAD.set(Some(self));
    }

    /// Runs what it was given, and ends; one that is stopped first only ends.
    pub fn runs(&self) {
        if let (Some((function, data)), false) = (self.calls.take(), self.is_stopped()) {
            // SAFETY: The data is the function's, and this is the one call.
            unsafe { function(data) };
        }
        self.ends();
    }

    fn is_stopped(&self) -> bool {
        self.should_stop.load(Ordering::Acquire) != 0
    }

    /// Its function has returned to C.
    pub fn ends(&self) {
        self.ended.store(1, Ordering::Release);
    }

    pub fn task(&self) -> *mut task_struct {
        (&raw const *self).cast_mut().cast()
    }
}

fn of<'a>(task: *mut task_struct) -> &'a Kthread {
    // SAFETY: The callers pass what `task()` returned.
    unsafe { &*task.cast::<Kthread>() }
}

fn this() -> &'static Kthread {
    THREAD.get().expect("there is no thread")
}

pub unsafe extern "C-unwind" fn kthread_should_park() -> bool {
    this().should_park.load(Ordering::Relaxed) != 0
}

pub unsafe extern "C-unwind" fn kthread_parkme() {
    let this = this();
    while this.should_park.load(Ordering::Acquire) != 0 {
        this.parked.store(1, Ordering::Release);
        spin();
    }
    this.parked.store(0, Ordering::Release);
}

/// Waits until it has parked, which one that has ended never does.
pub unsafe extern "C-unwind" fn kthread_park(task: *mut task_struct) -> c_int {
    let thread = of(task);
    thread.should_park.store(1, Ordering::Release);
    while thread.parked.load(Ordering::Acquire) == 0 {
        let ended = thread.ended.load(Ordering::Acquire) != 0;
        assert!(!ended, "waits for what has ended to park");
        spin();
    }
    0
}

pub unsafe extern "C-unwind" fn kthread_unpark(task: *mut task_struct) {
    of(task).should_park.store(0, Ordering::Release);
}

pub unsafe extern "C-unwind" fn kthread_stop(task: *mut task_struct) -> c_int {
    let thread = of(task);
    thread.should_stop.store(1, Ordering::Release);
    thread.should_park.store(0, Ordering::Release);
    // Spoilt, it does not wait.
    while mutant() != Mutant::Own && thread.ended.load(Ordering::Acquire) == 0 {
        spin();
    }
    0
}

/// The execution's thread is given this to do.
pub unsafe extern "C-unwind" fn kthread_create_on_node(
    function: Option<unsafe extern "C" fn(*mut c_void) -> c_int>,
    data: *mut c_void,
    _node: c_int,
    _format: *const c_char,
    _len: c_int,
    _name: *const u8,
) -> *mut task_struct {
    let this = this();
    this.calls.set(function.map(|function| (function, data)));
    this.task()
}

pub unsafe extern "C-unwind" fn kthread_bind(_task: *mut task_struct, _cpu: c_uint) {}
