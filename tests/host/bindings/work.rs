// SPDX-License-Identifier: GPL-2.0-only

//! A queue for work, as far as the model checker needs it: it has a lock, and one worker.
//!
//! An item is pending from when it is enqueued until the worker takes it, or somebody takes it back.

#![allow(missing_docs, clippy::missing_safety_doc)]

use crate::{
    locks::lock_class_key,
    watch::{mutant, AtomicPtr, AtomicU32, Condvar, Mutant, Mutex, Ordering},
};
use ffi::{c_char, c_int, c_ulong};
use std::{cell::Cell, ptr::null_mut};

pub type work_func_t = Option<unsafe extern "C" fn(*mut work_struct)>;

/// `struct work_struct`.
#[repr(C)]
#[derive(Default)]
pub struct work_struct {
    pub func: work_func_t,
    pending: AtomicU32,
    queue: AtomicPtr<workqueue_struct>,
    delayed: Cell<bool>,
}

/// `struct delayed_work`, without a delay.
#[repr(C)]
#[derive(Default)]
pub struct delayed_work {
    pub work: work_struct,
    timer: c_int,
}

/// `struct workqueue_struct`, with room for one item.
pub struct workqueue_struct {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Clone, Copy)]
struct State {
    item: *mut work_struct,
    running: *mut work_struct,
}

// SAFETY: The items are used under the lock, or by the worker that has taken them out.
unsafe impl Send for State {}

impl Default for workqueue_struct {
    fn default() -> Self {
        workqueue_struct {
            state: Mutex::new(State {
                item: null_mut(),
                running: null_mut(),
            }),
            changed: Condvar::new(),
        }
    }
}

impl workqueue_struct {
    /// The worker waits for an item and runs it.
    pub fn work_once(&self) {
        let mut state = self.state.lock().unwrap();
        while state.item.is_null() {
            state = self.changed.wait(state).unwrap();
        }
        drop(state);
        self.work();
    }

    /// The worker runs an item, if there is one.
    pub fn work(&self) {
        let item = {
            let mut state = self.state.lock().unwrap();
            state.running = std::mem::replace(&mut state.item, null_mut());
            // SAFETY: What is in the queue is initialised.
            if let Some(work) = unsafe { state.running.as_ref() } {
                work.pending.swap(0, Ordering::Release);
            }
            state.running
        };
        // SAFETY: As above.
        let Some(func) = unsafe { item.as_ref() }.and_then(|work| work.func) else {
            return;
        };
        // SAFETY: It was enqueued, and this is the call for that.
        unsafe { func(item) };
        self.state.lock().unwrap().running = null_mut();
        self.changed.notify_all();
    }
}

pub unsafe extern "C-unwind" fn init_work_with_key(
    work: *mut work_struct,
    func: work_func_t,
    _name: *const c_char,
    _key: *mut lock_class_key,
) {
    // SAFETY: The caller passes writable memory.
    unsafe {
        work.write(work_struct {
            func,
            ..work_struct::default()
        });
    }
}

pub unsafe extern "C-unwind" fn init_delayed_work_timer(
    work: *mut delayed_work,
    _name: *const c_char,
    _key: *mut lock_class_key,
) {
    // SAFETY: The caller passes memory whose work is initialised.
    unsafe { (*work).work.delayed.set(true) };
}

pub unsafe extern "C-unwind" fn queue_work(
    queue: *mut workqueue_struct,
    item: *mut work_struct,
) -> bool {
    // SAFETY: The caller passes a queue and an item that live.
    let (queue, work) = unsafe { (&*queue, &*item) };
    if work.pending.swap(1, Ordering::AcqRel) != 0 {
        return false;
    }
    work.queue
        .store((&raw const *queue).cast_mut(), Ordering::Release);
    queue.state.lock().unwrap().item = item;
    queue.changed.notify_all();
    true
}

pub unsafe extern "C-unwind" fn queue_delayed_work(
    queue: *mut workqueue_struct,
    item: *mut delayed_work,
    _delay: c_ulong,
) -> bool {
    // SAFETY: The caller's promise.
    unsafe { queue_work(queue, &raw mut (*item).work) }
}

/// Takes an item back, or waits while it runs. C would wait in vain for the timer of one that has it.
pub unsafe extern "C-unwind" fn cancel_work_sync(item: *mut work_struct) -> bool {
    // SAFETY: The caller passes an item that lives.
    assert!(!unsafe { (*item).delayed.get() }, "it has a timer");
    // SAFETY: As above.
    unsafe { cancel(item) }
}

unsafe fn cancel(item: *mut work_struct) -> bool {
    // SAFETY: The caller passes an item that lives.
    let work = unsafe { &*item };
    // SAFETY: Queues outlive their items.
    let Some(queue) = (unsafe { work.queue.load(Ordering::Acquire).as_ref() }) else {
        return false;
    };
    let mut state = queue.state.lock().unwrap();
    loop {
        if state.item == item {
            state.item = null_mut();
            work.pending.swap(0, Ordering::Release);
            return true;
        }
        if state.running != item {
            // Spoilt, it says that it has taken what the worker has called.
            return mutant() == Mutant::Own;
        }
        state = queue.changed.wait(state).unwrap();
    }
}

pub unsafe extern "C-unwind" fn cancel_delayed_work_sync(item: *mut delayed_work) -> bool {
    // SAFETY: The caller's promise.
    unsafe { cancel(&raw mut (*item).work) }
}
