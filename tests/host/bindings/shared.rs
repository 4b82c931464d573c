// SPDX-License-Identifier: GPL-2.0-only

//! Locks that several may have at a time, and a sequence.

#![allow(missing_docs, clippy::missing_safety_doc)]

use crate::{
    locks::{forbid_sleep, lock_class_key, may_sleep, mistake},
    watch::{fence, spin, AtomicU32, Ordering},
};
use ffi::{c_char, c_int, c_long, c_uint};
use std::{
    boxed::Box,
    cell::{Cell, RefCell},
    sync::{Condvar, Mutex},
    time::{Duration, Instant},
};

std::thread_local! {
    static SIGNAL: Cell<bool> = const { Cell::new(false) };
}

/// Sends this thread a signal, or has it handle that.
pub fn set_signal(on: bool) {
    SIGNAL.set(on);
}

/// `struct semaphore`.
#[repr(C)]
pub struct semaphore {
    count: Mutex<c_uint>,
    changed: Condvar,
}

pub unsafe extern "C-unwind" fn sema_init(sem: *mut semaphore, val: c_int) {
    // SAFETY: The caller passes writable memory.
    unsafe {
        sem.write(semaphore {
            count: Mutex::new(val as c_uint),
            changed: Condvar::new(),
        });
    }
}

pub unsafe extern "C-unwind" fn down(sem: *mut semaphore) {
    // SAFETY: The caller's promise.
    unsafe { down_timeout(sem, c_long::MAX) };
}

/// A jiffy is a millisecond.
pub unsafe extern "C-unwind" fn down_timeout(sem: *mut semaphore, jiffies: c_long) -> c_int {
    may_sleep("down");
    // SAFETY: The caller passes a live object.
    let sem = unsafe { &*sem };
    let limit = Duration::from_millis(u64::try_from(jiffies).unwrap_or(0).min(1 << 30));
    let end = Instant::now() + limit;
    let mut count = sem.count.lock().unwrap();
    while *count == 0 {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return -(crate::ETIME as c_int);
        }
        count = sem.changed.wait_timeout(count, left).unwrap().0;
    }
    *count -= 1;
    0
}

pub unsafe extern "C-unwind" fn down_interruptible(sem: *mut semaphore) -> c_int {
    if SIGNAL.get() {
        return -(crate::EINTR as c_int);
    }
    // SAFETY: The requirements are the same.
    unsafe { down_timeout(sem, c_long::MAX) }
}

pub unsafe extern "C-unwind" fn down_killable(sem: *mut semaphore) -> c_int {
    // SAFETY: The requirements are the same.
    unsafe { down_interruptible(sem) }
}

pub unsafe extern "C-unwind" fn down_trylock(sem: *mut semaphore) -> c_int {
    // SAFETY: The caller passes a live object.
    let mut count = unsafe { &*sem }.count.lock().unwrap();
    match count.checked_sub(1) {
        Some(left) => {
            *count = left;
            0
        }
        None => 1,
    }
}

pub unsafe extern "C-unwind" fn up(sem: *mut semaphore) {
    // SAFETY: The caller passes a live object.
    let sem = unsafe { &*sem };
    *sem.count.lock().unwrap() += 1;
    sem.changed.notify_one();
}

/// `struct rw_semaphore`: the number of readers, or -1.
#[repr(C)]
pub struct rw_semaphore {
    state: Mutex<c_int>,
    changed: Condvar,
}

impl rw_semaphore {
    fn change(raw: *mut Self, wait: bool, f: impl Fn(c_int) -> Option<c_int>) -> bool {
        // SAFETY: The callers pass a live object.
        let sem = unsafe { &*raw };
        let mut state = sem.state.lock().unwrap();
        loop {
            if let Some(next) = f(*state) {
                *state = next;
                sem.changed.notify_all();
                return true;
            }
            if !wait {
                return false;
            }
            state = sem.changed.wait(state).unwrap();
        }
    }
}

fn read(state: c_int) -> Option<c_int> {
    (state >= 0).then_some(state + 1)
}

fn write(state: c_int) -> Option<c_int> {
    (state == 0).then_some(-1)
}

pub unsafe extern "C-unwind" fn __init_rwsem(
    sem: *mut rw_semaphore,
    _name: *const c_char,
    _key: *mut lock_class_key,
) {
    // SAFETY: The caller passes writable memory.
    unsafe {
        sem.write(rw_semaphore {
            state: Mutex::new(0),
            changed: Condvar::new(),
        });
    }
}

pub unsafe extern "C-unwind" fn down_read(sem: *mut rw_semaphore) {
    may_sleep("down_read");
    rw_semaphore::change(sem, true, read);
}

pub unsafe extern "C-unwind" fn down_write(sem: *mut rw_semaphore) {
    may_sleep("down_write");
    rw_semaphore::change(sem, true, write);
}

pub unsafe extern "C-unwind" fn down_read_killable(sem: *mut rw_semaphore) -> c_int {
    if SIGNAL.get() {
        return -(crate::EINTR as c_int);
    }
    rw_semaphore::change(sem, true, read);
    0
}

pub unsafe extern "C-unwind" fn down_write_killable(sem: *mut rw_semaphore) -> c_int {
    if SIGNAL.get() {
        return -(crate::EINTR as c_int);
    }
    rw_semaphore::change(sem, true, write);
    0
}

pub unsafe extern "C-unwind" fn down_read_trylock(sem: *mut rw_semaphore) -> c_int {
    rw_semaphore::change(sem, false, read).into()
}

pub unsafe extern "C-unwind" fn down_write_trylock(sem: *mut rw_semaphore) -> c_int {
    rw_semaphore::change(sem, false, write).into()
}

pub unsafe extern "C-unwind" fn up_read(sem: *mut rw_semaphore) {
    if !rw_semaphore::change(sem, false, |state| (state > 0).then(|| state - 1)) {
        mistake("up_read: not locked");
    }
}

pub unsafe extern "C-unwind" fn up_write(sem: *mut rw_semaphore) {
    if !rw_semaphore::change(sem, false, |state| (state < 0).then_some(0)) {
        mistake("up_write: not locked");
    }
}

pub unsafe extern "C-unwind" fn downgrade_write(sem: *mut rw_semaphore) {
    if !rw_semaphore::change(sem, false, |state| (state < 0).then_some(1)) {
        mistake("downgrade_write: not locked");
    }
}

std::thread_local! {
    static INTERRUPTION: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) };
}

/// Calls `f` when this thread has begun to read the next time.
pub fn interrupt_reader(f: impl FnOnce() + 'static) {
    INTERRUPTION.set(Some(Box::new(f)));
}

/// `seqlock_t`.
#[repr(C)]
pub struct seqlock_t {
    sequence: AtomicU32,
    writer: AtomicU32,
}

pub unsafe extern "C-unwind" fn seqlock_init_with_key(
    sl: *mut seqlock_t,
    _name: *const c_char,
    _key: *mut lock_class_key,
) {
    // SAFETY: The caller passes writable memory.
    unsafe {
        sl.write(seqlock_t {
            sequence: AtomicU32::new(0),
            writer: AtomicU32::new(0),
        });
    }
}

pub unsafe extern "C-unwind" fn read_seqbegin(sl: *const seqlock_t) -> c_uint {
    // SAFETY: The caller passes a live object.
    let sl = unsafe { &*sl };
    loop {
        let sequence = sl.sequence.load(Ordering::Acquire);
        if sequence % 2 == 0 {
            if let Some(f) = INTERRUPTION.take() {
                f();
            }
            return sequence;
        }
        spin();
    }
}

pub unsafe extern "C-unwind" fn read_seqretry(sl: *const seqlock_t, start: c_uint) -> c_uint {
    fence(Ordering::Acquire);
    // SAFETY: The caller passes a live object.
    (unsafe { &*sl }.sequence.load(Ordering::Relaxed) != start).into()
}

pub unsafe extern "C-unwind" fn write_seqlock(sl: *mut seqlock_t) {
    // SAFETY: The caller passes a live object.
    let sl = unsafe { &*sl };
    let take = || {
        sl.writer
            .compare_exchange(0, 1, Ordering::Acquire, Ordering::Relaxed)
    };
    while take().is_err() {
        spin();
    }
    forbid_sleep(true);
    sl.sequence.fetch_add(1, Ordering::Relaxed);
    fence(Ordering::Release);
}

pub unsafe extern "C-unwind" fn write_sequnlock(sl: *mut seqlock_t) {
    // SAFETY: The caller passes a live object.
    let sl = unsafe { &*sl };
    if sl.sequence.fetch_add(1, Ordering::Release) % 2 == 0 {
        mistake("write_sequnlock: not locked");
    }
    sl.writer.swap(0, Ordering::Release);
    forbid_sleep(false);
}
