// SPDX-License-Identifier: GPL-2.0-only

//! Work as C and the queues see it.
//!
//! The function that C calls is part of the image, and is the last to run: it calls the item's own, in
//! a module, and then tells the module that it is done. So no code of the module is left to run.
//!
//! # Safety
//!
//! Work with one of the two functions of this file lies in a [`RawWork`], or a [`RawDelayedWork`].

#![allow(unsafe_code)]

use crate::{ffi::c_char, module::users, time::Jiffies};
use bindings::{delayed_work, lock_class_key, work_struct, workqueue_struct};

pub(super) type Call = users::Call<work_struct>;

/// What a `Work` is.
#[repr(C)]
pub(super) struct RawWork {
    work: work_struct,
    call: Call,
}

/// What a `DelayedWork` is.
#[repr(C)]
pub(super) struct RawDelayedWork {
    work: delayed_work,
    call: Call,
}

/// The call of work, if it is of this file.
///
/// # Safety
///
/// `work` must be initialised.
unsafe fn call_of(work: *mut work_struct) -> Option<Call> {
    // SAFETY: The work is initialised, and its function does not change.
    let func = unsafe { (*work).func }?;
    if core::ptr::fn_addr_eq(func, run as unsafe extern "C" fn(*mut work_struct)) {
        // SAFETY: Work with this function begins a `RawWork`, that was initialised with it.
        return Some(unsafe { (*work.cast::<RawWork>()).call });
    }
    // SAFETY: By the caller's promise.
    if unsafe { is_delayed(work) } {
        // SAFETY: Work with this function is that of a `delayed_work`, which begins a
        // `RawDelayedWork`, that was initialised with it.
        return Some(unsafe {
            let delayed = crate::container_of!(work, delayed_work, work);
            (*delayed.cast::<RawDelayedWork>()).call
        });
    }
    None
}

/// Whether work is that of a [`RawDelayedWork`].
///
/// # Safety
///
/// `work` must be initialised.
unsafe fn is_delayed(work: *mut work_struct) -> bool {
    // SAFETY: The work is initialised, and its function does not change.
    let func = unsafe { (*work).func };
    let delayed = run_delayed as unsafe extern "C" fn(*mut work_struct);
    func.is_some_and(|func| core::ptr::fn_addr_eq(func, delayed))
}

/// What C calls for a [`RawWork`].
unsafe extern "C" fn run(work: *mut work_struct) {
    // SAFETY: Work with this function begins a `RawWork`, and this is the call for which it was enqueued.
    unsafe { (*work.cast::<RawWork>()).call.make(work) };
}

/// What C calls for a [`RawDelayedWork`].
// Its code is not that of `run()`, so that no compiler gives both one address.
unsafe extern "C" fn run_delayed(work: *mut work_struct) {
    // SAFETY: Work with this function is that of a `delayed_work`, which begins a `RawDelayedWork`, and
    // this is the call for which it was enqueued.
    unsafe {
        let delayed = crate::container_of!(work, delayed_work, work);
        (*delayed.cast::<RawDelayedWork>()).call.make(work)
    };
}

/// Makes work.
///
/// # Safety
///
/// `slot` may be written and stays where it is. Name and class live forever.
#[inline(never)]
pub(super) unsafe fn init(
    slot: *mut RawWork,
    call: Call,
    name: *const c_char,
    key: *mut lock_class_key,
) {
    // SAFETY: The caller promises it.
    unsafe {
        (&raw mut (*slot).call).write(call);
        bindings::init_work_with_key(&raw mut (*slot).work, Some(run), name, key);
    }
}

/// Makes work that may wait.
///
/// # Safety
///
/// `slot` may be written and stays where it is. Names and classes live forever.
#[inline(never)]
pub(super) unsafe fn init_delayed(
    slot: *mut RawDelayedWork,
    call: Call,
    (name, key): (*const c_char, *mut lock_class_key),
    (timer_name, timer_key): (*const c_char, *mut lock_class_key),
) {
    // SAFETY: The caller promises it.
    unsafe {
        (&raw mut (*slot).call).write(call);
        let work = &raw mut (*slot).work;
        bindings::init_work_with_key(&raw mut (*work).work, Some(run_delayed), name, key);
        bindings::init_delayed_work_timer(work, timer_name, timer_key);
    }
}

/// Counts a user of the work's code, unless `put` says that it was not put into a queue.
///
/// # Safety
///
/// `work` must be initialised.
unsafe fn counted(work: *mut work_struct, put: impl FnOnce() -> bool) -> bool {
    // SAFETY: The caller promises it.
    let call = unsafe { call_of(work) };
    // Before, as the work may be done, and gone, when it was put there.
    if let Some(call) = call {
        call.enter();
    }
    let taken = put();
    if let (Some(call), false) = (call, taken) {
        call.leave();
    }
    taken
}

/// Puts work into a queue.
///
/// # Safety
///
/// The queue is alive, and the work is initialised and stays where it is until its function is called.
#[inline(never)]
pub(super) unsafe fn enqueue(queue: *mut workqueue_struct, work: *mut work_struct) -> bool {
    // SAFETY: The caller promises it.
    unsafe { counted(work, || bindings::queue_work(queue, work)) }
}

/// Puts work into a queue after a while.
///
/// # Safety
///
/// As for [`enqueue`]; and the work is that of a `delayed_work`.
#[inline(never)]
pub(super) unsafe fn enqueue_delayed(
    queue: *mut workqueue_struct,
    work: *mut work_struct,
    delay: Jiffies,
) -> bool {
    // SAFETY: The caller promises it.
    unsafe {
        let delayed = crate::container_of!(work, delayed_work, work);
        counted(work, || bindings::queue_delayed_work(queue, delayed, delay))
    }
}

/// Takes work out of its queue, and waits if it is running. True if it was in one: it will not be called.
///
/// So it does with delayed work, whose timer C would wait for if it did not know of it.
///
/// # Safety
///
/// `work` is initialised and stays where it is.
#[inline(never)]
pub(super) unsafe fn cancel(work: *mut work_struct) -> bool {
    // SAFETY: The caller promises it. Work with the function of a `RawDelayedWork` is that of its
    // `delayed_work`.
    unsafe {
        if is_delayed(work) {
            return cancel_delayed(work);
        }
        uncounted(work, bindings::cancel_work_sync(work))
    }
}

/// Like [`cancel`], also for work that still waits before it goes into the queue.
///
/// # Safety
///
/// As for [`cancel`]; and the work is that of a `delayed_work`.
#[inline(never)]
pub(super) unsafe fn cancel_delayed(work: *mut work_struct) -> bool {
    // SAFETY: The caller promises it.
    unsafe {
        let delayed = crate::container_of!(work, delayed_work, work);
        uncounted(work, bindings::cancel_delayed_work_sync(delayed))
    }
}

/// States that work will not be called, if it was taken out of its queue.
///
/// # Safety
///
/// `work` must be initialised.
unsafe fn uncounted(work: *mut work_struct, taken: bool) -> bool {
    if taken {
        // SAFETY: The caller promises it.
        if let Some(call) = unsafe { call_of(work) } {
            call.leave();
        }
    }
    taken
}
