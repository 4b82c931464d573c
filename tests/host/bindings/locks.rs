// SPDX-License-Identifier: GPL-2.0-only

//! Locks that find mistakes, and what waits.
//!
//! Each thread of a test is a task. A mistake is recorded for the thread that made it:
//! [`mistakes`] returns them.

#![allow(missing_docs, clippy::missing_safety_doc)]

use crate::watch;
use ffi::{c_char, c_int, c_long, c_uint, c_void};
use std::{
    cell::{Cell, RefCell},
    string::String,
    sync::{
        atomic::{AtomicU64, Ordering},
        Arc, Condvar, Mutex,
    },
    time::{Duration, Instant},
    vec::Vec as StdVec,
};

/// What an initialised lock holds.
const MAGIC: u32 = 0x5eed_10cc;

std::thread_local! {
    static MISTAKES: RefCell<StdVec<String>> = const { RefCell::new(StdVec::new()) };
    /// How many spin locks and RCU sections forbid sleeping.
    static ATOMIC: Cell<usize> = const { Cell::new(0) };
    static RCU: Cell<usize> = const { Cell::new(0) };
    static ID: u64 = NEXT_ID.fetch_add(1, Ordering::Relaxed);
    static PARKER: Arc<Parker> = Arc::new(Parker::default());
}

static NEXT_ID: AtomicU64 = AtomicU64::new(1);

pub(crate) fn mistake(text: &str) {
    MISTAKES.with_borrow_mut(|m| m.push(text.into()));
}

/// The mistakes of this thread since the last call.
pub fn mistakes() -> StdVec<String> {
    MISTAKES.take()
}

pub(crate) fn may_sleep(who: &str) {
    if ATOMIC.get() != 0 {
        mistake(&std::format!("{who}: sleeping where that is not allowed"));
    }
}

pub(crate) fn forbid_sleep(more: bool) {
    ATOMIC.set(if more {
        ATOMIC.get() + 1
    } else {
        ATOMIC.get().saturating_sub(1)
    });
}

/// Both kinds of locks.
#[repr(C)]
pub struct Raw {
    magic: u32,
    owner: AtomicU64,
}

impl Raw {
    fn get<'a>(raw: *mut Raw, who: &str) -> &'a Raw {
        // SAFETY: The callers pass a live lock.
        let lock = unsafe { &*raw };
        if lock.magic != MAGIC {
            mistake(&std::format!("{who}: not initialised"));
        }
        lock
    }

    fn init(raw: *mut Raw) {
        // SAFETY: The callers pass writable memory.
        unsafe {
            raw.write(Raw {
                magic: MAGIC,
                owner: AtomicU64::new(0),
            });
        }
    }

    fn try_take(&self) -> bool {
        let me = ID.with(|id| *id);
        self.owner
            .compare_exchange(0, me, Ordering::Acquire, Ordering::Relaxed)
            .is_ok()
    }

    fn take(&self, who: &str) {
        if self.owner.load(Ordering::Relaxed) == ID.with(|id| *id) {
            mistake(&std::format!("{who}: this task has the lock already"));
            return;
        }
        while !self.try_take() {
            std::thread::yield_now();
        }
    }

    fn give_back(&self, who: &str) {
        if self.owner.load(Ordering::Relaxed) != ID.with(|id| *id) {
            mistake(&std::format!("{who}: this task does not have the lock"));
        }
        self.owner.store(0, Ordering::Release);
    }
}

/// `struct mutex`.
#[repr(C)]
pub struct mutex(Raw);

/// `struct spinlock`.
#[repr(C)]
pub struct spinlock(Raw);

pub type spinlock_t = spinlock;

/// `struct lock_class_key`.
#[repr(C)]
pub struct lock_class_key {
    registered: u8,
}

pub unsafe extern "C-unwind" fn lockdep_register_key(key: *mut lock_class_key) {
    // SAFETY: The caller passes writable memory.
    unsafe { key.write(lock_class_key { registered: 1 }) };
}

pub unsafe extern "C-unwind" fn lockdep_unregister_key(key: *mut lock_class_key) {
    // SAFETY: The caller passes a key.
    let key = unsafe { &mut *key };
    if std::mem::take(&mut key.registered) != 1 {
        mistake("lockdep_unregister_key: not registered");
    }
}

pub unsafe extern "C-unwind" fn __mutex_init(
    lock: *mut mutex,
    _name: *const c_char,
    _key: *mut lock_class_key,
) {
    Raw::init(lock.cast());
}

pub unsafe extern "C-unwind" fn mutex_lock(lock: *mut mutex) {
    may_sleep("mutex_lock");
    Raw::get(lock.cast(), "mutex_lock").take("mutex_lock");
}

pub unsafe extern "C-unwind" fn mutex_trylock(lock: *mut mutex) -> c_int {
    Raw::get(lock.cast(), "mutex_trylock").try_take().into()
}

pub unsafe extern "C-unwind" fn mutex_unlock(lock: *mut mutex) {
    Raw::get(lock.cast(), "mutex_unlock").give_back("mutex_unlock");
}

fn assert_held(lock: *mut Raw) {
    let lock = Raw::get(lock, "lockdep");
    if lock.owner.load(Ordering::Relaxed) != ID.with(|id| *id) {
        mistake("lockdep: not held");
    }
}

pub unsafe extern "C-unwind" fn mutex_assert_is_held(lock: *mut mutex) {
    assert_held(lock.cast());
}

pub unsafe extern "C-unwind" fn spin_assert_is_held(lock: *mut spinlock_t) {
    assert_held(lock.cast());
}

pub unsafe extern "C-unwind" fn spin_lock_init_with_key(
    lock: *mut spinlock_t,
    _name: *const c_char,
    _key: *mut lock_class_key,
) {
    Raw::init(lock.cast());
}

pub unsafe extern "C-unwind" fn spin_lock(lock: *mut spinlock_t) {
    Raw::get(lock.cast(), "spin_lock").take("spin_lock");
    forbid_sleep(true);
}

pub unsafe extern "C-unwind" fn spin_trylock(lock: *mut spinlock_t) -> c_int {
    let taken = Raw::get(lock.cast(), "spin_trylock").try_take();
    if taken {
        forbid_sleep(true);
    }
    taken.into()
}

pub unsafe extern "C-unwind" fn spin_unlock(lock: *mut spinlock_t) {
    forbid_sleep(false);
    Raw::get(lock.cast(), "spin_unlock").give_back("spin_unlock");
}

/// Odd while the thread is in a read-side critical section, and another number in each.
type Section = Arc<AtomicU64>;

static SECTIONS: Mutex<StdVec<Section>> = Mutex::new(StdVec::new());

std::thread_local! {
    static SECTION: Section = {
        let section = Section::default();
        SECTIONS.lock().unwrap().push(section.clone());
        section
    };
}

pub unsafe extern "C-unwind" fn rcu_read_lock() {
    if watch::read_begins() {
        return;
    }
    if RCU.replace(RCU.get() + 1) == 0 {
        SECTION.with(|section| section.fetch_add(1, Ordering::SeqCst));
    }
    forbid_sleep(true);
}

pub unsafe extern "C-unwind" fn rcu_read_unlock() {
    if watch::read_ends() {
        return;
    }
    match RCU.get().checked_sub(1) {
        Some(depth) => {
            RCU.set(depth);
            if depth == 0 {
                SECTION.with(|section| section.fetch_add(1, Ordering::SeqCst));
            }
        }
        None => mistake("rcu_read_unlock: not locked"),
    }
    forbid_sleep(false);
}

/// How many read-side critical sections this thread is in.
pub fn rcu_depth() -> usize {
    RCU.get()
}

pub unsafe extern "C-unwind" fn synchronize_rcu() {
    if watch::wait_for_readers() {
        return;
    }
    may_sleep("synchronize_rcu");
    let sections = SECTIONS.lock().unwrap().clone();
    for section in sections {
        let own = SECTION.with(|own| Arc::ptr_eq(own, &section));
        let seen = section.load(Ordering::SeqCst);
        while !own && seen % 2 == 1 && section.load(Ordering::SeqCst) == seen {
            std::thread::yield_now();
        }
    }
}

pub unsafe extern "C-unwind" fn rcu_barrier() {
    may_sleep("rcu_barrier");
}

pub unsafe extern "C-unwind" fn might_sleep_at(_file: *const c_char, _line: c_int) {
    may_sleep("might_sleep");
}

/// What a thread sleeps on.
#[derive(Default)]
struct Parker {
    awake: Mutex<bool>,
    changed: Condvar,
}

impl Parker {
    fn wake(&self) {
        *self.awake.lock().unwrap() = true;
        self.changed.notify_all();
    }
}

/// `struct wait_queue_head`: the sleepers, first come first.
#[repr(C)]
pub struct wait_queue_head {
    sleepers: Mutex<StdVec<(usize, Arc<Parker>)>>,
    /// Those who poll, and whether they leave when they are told to.
    pollers: Mutex<StdVec<(usize, bool)>>,
    /// How many those are, for who does not take the lock.
    entries: watch::AtomicU32,
    lock: watch::AtomicU32,
}

impl wait_queue_head {
    pub(crate) fn add_poller(&self, id: usize, leaves: bool) {
        self.pollers.lock().unwrap().push((id, leaves));
        self.entries.fetch_add(1, Ordering::Relaxed);
    }

    /// Removes pollers under the queue's lock. An RCU section is around that: whoever is in it has the
    /// queue in hand.

    pub(crate) fn remove_pollers(&self, gone: impl Fn(usize, bool) -> bool) {
        watch::read_begins();
        let take = || {
            self.lock
                .compare_exchange(0, 1, Ordering::Acquire, Ordering::Relaxed)
        };
        while take().is_err() {
            watch::spin();
        }
        let left = {
            let mut pollers = self.pollers.lock().unwrap();
            pollers.retain(|&(id, leaves)| !gone(id, leaves));
            if pollers.is_empty() {
                *pollers = StdVec::new();
            }
            u32::try_from(pollers.len()).unwrap()
        };
        self.entries.store(left, Ordering::Relaxed);
        self.lock.swap(0, Ordering::Release);
        watch::read_ends();
    }

    pub(crate) fn is_active(&self) -> bool {
        self.entries.load(Ordering::Relaxed) != 0 || !self.sleepers.lock().unwrap().is_empty()
    }
}

/// `struct wait_queue_entry`.
#[repr(C)]
pub struct wait_queue_entry {
    state: c_int,
}

pub unsafe extern "C-unwind" fn __init_waitqueue_head(
    head: *mut wait_queue_head,
    _name: *const c_char,
    _key: *mut lock_class_key,
) {
    // SAFETY: The caller passes writable memory.
    unsafe {
        head.write(wait_queue_head {
            sleepers: Mutex::default(),
            pollers: Mutex::default(),
            entries: watch::AtomicU32::new(0),
            lock: watch::AtomicU32::new(0),
        });
    }
}

pub unsafe extern "C-unwind" fn init_wait(entry: *mut wait_queue_entry) {
    // SAFETY: The caller passes writable memory.
    unsafe { entry.write(wait_queue_entry { state: 0 }) };
}

pub unsafe extern "C-unwind" fn prepare_to_wait_exclusive(
    head: *mut wait_queue_head,
    entry: *mut wait_queue_entry,
    state: c_int,
) -> bool {
    // SAFETY: The caller passes live objects.
    let (head, entry) = unsafe { (&*head, &mut *entry) };
    entry.state = state;
    let parker = PARKER.with(Arc::clone);
    *parker.awake.lock().unwrap() = false;
    let mut sleepers = head.sleepers.lock().unwrap();
    sleepers.push((std::ptr::from_mut(entry) as usize, parker));
    sleepers.len() == 1
}

pub unsafe extern "C-unwind" fn finish_wait(
    head: *mut wait_queue_head,
    entry: *mut wait_queue_entry,
) {
    // SAFETY: The caller passes live objects.
    let head = unsafe { &*head };
    let mut sleepers = head.sleepers.lock().unwrap();
    sleepers.retain(|(sleeper, _)| *sleeper != entry as usize);
    if sleepers.is_empty() {
        *sleepers = StdVec::new();
    }
}

pub unsafe extern "C-unwind" fn __wake_up(
    head: *mut wait_queue_head,
    _mode: c_uint,
    nr: c_int,
    _key: *mut c_void,
) -> c_int {
    // SAFETY: The caller passes a live object.
    let head = unsafe { &*head };
    let mut sleepers = head.sleepers.lock().unwrap();
    let count = match usize::try_from(nr) {
        Ok(0) | Err(_) => sleepers.len(),
        Ok(n) => n.min(sleepers.len()),
    };
    for (_, parker) in sleepers.drain(..count) {
        parker.wake();
    }
    0
}

pub unsafe extern "C-unwind" fn __wake_up_sync(head: *mut wait_queue_head, mode: c_uint) {
    // SAFETY: The requirements are the same.
    unsafe { __wake_up(head, mode, 1, std::ptr::null_mut()) };
}

/// A jiffy is a millisecond.
pub unsafe extern "C-unwind" fn schedule_timeout(timeout: c_long) -> c_long {
    may_sleep("schedule_timeout");
    let parker = PARKER.with(Arc::clone);
    let end = (timeout != c_long::MAX)
        .then(|| Instant::now() + Duration::from_millis(u64::try_from(timeout).unwrap_or(0)));
    let mut awake = parker.awake.lock().unwrap();
    while !*awake {
        awake = match end {
            None => parker.changed.wait(awake).unwrap(),
            Some(end) => {
                let left = end.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return 0;
                }
                parker.changed.wait_timeout(awake, left).unwrap().0
            }
        };
    }
    *awake = false;
    end.map_or(timeout, |end| {
        let left = end.saturating_duration_since(Instant::now());
        c_long::try_from(left.as_millis()).unwrap_or(0)
    })
}

/// `struct completion`.
#[repr(C)]
pub struct completion {
    done: Mutex<bool>,
    changed: Condvar,
}

pub unsafe extern "C-unwind" fn init_completion(x: *mut completion) {
    // SAFETY: The caller passes writable memory.
    unsafe {
        x.write(completion {
            done: Mutex::new(false),
            changed: Condvar::new(),
        });
    }
}

pub unsafe extern "C-unwind" fn complete_all(x: *mut completion) {
    // SAFETY: The caller passes a live object.
    let x = unsafe { &*x };
    *x.done.lock().unwrap() = true;
    x.changed.notify_all();
}

pub unsafe extern "C-unwind" fn wait_for_completion(x: *mut completion) {
    may_sleep("wait_for_completion");
    // SAFETY: The caller passes a live object.
    let x = unsafe { &*x };
    let mut done = x.done.lock().unwrap();
    while !*done {
        done = x.changed.wait(done).unwrap();
    }
}
