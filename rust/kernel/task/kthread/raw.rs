// SPDX-License-Identifier: GPL-2.0-only

//! Threads as C sees them.
//!
//! The function that C calls is part of the image, and is the last to run: it calls the thread's own,
//! in a module, and then tells the module that it is done. So no code of the module is left to run.
//!
//! # Safety
//!
//! A thread of [`create`] has a [`Common`] for data. A thread is stopped once, by who has a reference
//! to its task.

#![allow(unsafe_code)]

use crate::{
    error::{code::*, from_err_ptr, to_result, Result},
    ffi::{c_int, c_void},
    module::users,
    str::{CStr, CStrExt as _},
    sync::{
        aref::ARef,
        atomic::{Acquire, Atomic, Full, Release},
        Completion,
    },
    task::Task,
    time::{delay::fsleep, Delta},
};
use core::ptr::NonNull;
use pin_init::{pin_data, pin_init, PinInit};

/// The thread may be parked, or end.
const RUNS: u32 = 0;
/// Somebody is about to park the thread, or to let it go on.
const CHANGES: u32 = 1;
/// The thread is parked.
const PARKED: u32 = 2;
/// The function has returned, and the thread is not parked any more.
const ENDED: u32 = 3;

pub(super) type Call = users::Call<c_void>;

/// What a thread and its handle share, whatever the function is.
///
/// # Invariants
///
/// `state` is `ENDED` from when the thread has taken leave of who may park it.
#[pin_data]
#[repr(C)]
pub(super) struct Common {
    call: Call,
    state: Atomic<u32>,
    #[pin]
    done: Completion,
}

impl Common {
    pub(super) fn new(call: Call) -> impl PinInit<Self> {
        // INVARIANT: The thread does not exist yet.
        pin_init!(Self {
            call,
            state: Atomic::new(RUNS),
            done <- Completion::new(),
        })
    }

    /// Called by the thread when its function has returned: whoever parks it is not left waiting.
    #[inline(never)]
    pub(super) fn end(&self) {
        // INVARIANT: Who finds `RUNS` parks the thread, unless this is faster.
        while self.state.cmpxchg(RUNS, ENDED, Full).is_err() {
            // SAFETY: A thread of this file runs this.
            let parked = unsafe {
                let asked = bindings::kthread_should_park();
                if asked {
                    bindings::kthread_parkme();
                }
                asked
            };
            if !parked {
                fsleep(Delta::from_millis(1));
            }
        }
        self.done.complete_all();
    }

    pub(super) fn has_ended(&self) -> bool {
        self.state.load(Acquire) == ENDED
    }

    /// Waits until the function has returned.
    pub(super) fn wait(&self) {
        self.done.wait_for_completion();
    }

    #[inline(never)]
    pub(super) fn park(&self, task: &Task) -> Result {
        if is_current(task) {
            return Err(EDEADLK);
        }
        match self.state.cmpxchg(RUNS, CHANGES, Full) {
            Ok(_) => (),
            Err(ENDED) => return Err(ESRCH),
            Err(_) => return Err(EBUSY),
        }
        // SAFETY: The task is a thread of this file. It does not end without waiting for the state to
        // change, and nobody else parks it.
        let parked = to_result(unsafe { bindings::kthread_park(task.as_ptr()) });
        let state = if parked.is_ok() { PARKED } else { RUNS };
        self.state.store(state, Release);
        parked
    }

    #[inline(never)]
    pub(super) fn unpark(&self, task: &Task) {
        if self.state.cmpxchg(PARKED, CHANGES, Full).is_ok() {
            // SAFETY: The task is a thread of this file, and parked.
            unsafe { bindings::kthread_unpark(task.as_ptr()) };
            self.state.store(RUNS, Release);
        }
    }

    /// Asks the thread to stop and waits until it has ended; its function may never have been called.
    ///
    /// # Safety
    ///
    /// The task is that of [`create`], was not stopped, and nobody parks it, or lets it go on.
    #[inline(never)]
    pub(super) unsafe fn stop(&self, task: &Task) {
        // C lets a parked thread go on when it is stopped.
        let _ = self.state.cmpxchg(PARKED, RUNS, Full);
        // SAFETY: The caller promises a thread that was not stopped, and has a reference to its task.
        unsafe { bindings::kthread_stop(task.as_ptr()) };
    }

    /// States that the function will not be called.
    pub(super) fn forget(&self) {
        self.call.leave();
    }
}

/// Whether the current task asks.
pub(super) fn is_current(task: &Task) -> bool {
    core::ptr::eq(task.as_ptr(), Task::current_raw())
}

/// What C calls for a thread.
unsafe extern "C" fn main(data: *mut c_void) -> c_int {
    // SAFETY: The data is a `Common`, which lives until the function has taken it over. This is the
    // call for which the thread was created.
    unsafe { (*data.cast::<Common>()).call.make(data) };
    0
}

/// Creates a thread that waits until it is woken. It then calls the function of `common`, once, unless
/// it was stopped before.
///
/// # Safety
///
/// `common` stays where it is until the function has been called, or the thread was stopped.
#[inline(never)]
pub(super) unsafe fn create(name: &CStr, common: *const Common) -> Result<ARef<Task>> {
    // SAFETY: The caller promises a live object.
    let call = unsafe { (*common).call };
    call.enter();
    // SAFETY: C keeps the data for the thread, formats the name by `%s`, and makes a copy of it.
    let task = unsafe {
        bindings::kthread_create_on_node(
            Some(main),
            common.cast_mut().cast(),
            bindings::NUMA_NO_NODE as c_int,
            c"%s".as_char_ptr(),
            name.as_char_ptr(),
        )
    };
    let task = from_err_ptr(task).and_then(|task| NonNull::new(task).ok_or(ENOMEM));
    match task {
        Ok(task) => {
            // SAFETY: The thread sleeps until it is woken, and so has not ended. `Task` is transparent
            // over C's object.
            let task: &Task = unsafe { task.cast().as_ref() };
            Ok(task.into())
        }
        Err(error) => {
            call.leave();
            Err(error)
        }
    }
}

/// Binds a thread that was not woken yet to a processor.
///
/// # Safety
///
/// The task is that of [`create`], and was not woken.
#[inline(never)]
pub(super) unsafe fn bind(task: &Task, cpu: u32) -> Result {
    // SAFETY: Any number may be asked about.
    if !unsafe { bindings::cpu_number_possible(cpu) } {
        return Err(EINVAL);
    }
    // SAFETY: The thread waits to be woken for the first time, and the processor is a possible one.
    unsafe { bindings::kthread_bind(task.as_ptr(), cpu) };
    Ok(())
}
