// SPDX-License-Identifier: GPL-2.0-only

//! Sections in which something holds: interrupts are off, readers are waited for, an object is there.

use bindings::{interrupts_disabled, mistakes};
use kernel::{
    fs::LocalFile,
    interrupt::{local_interrupt_disable, LocalInterruptDisabled},
    prelude::*,
    revocable::Revocable,
    static_lock_class,
    sync::{
        new_condvar, new_spinlock_irq,
        poll::{PollCondVar, PollCondVarBox, PollTable},
        rcu,
        srcu::new_srcu,
        Arc, SpinLockIrq, Srcu,
    },
};
use kernel_host_tests::Tracker;
use std::{
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
    thread,
};

#[track_caller]
fn no_mistakes() {
    assert_eq!(mistakes(), [""; 0]);
}

fn lock<T>(value: T) -> Pin<KBox<SpinLockIrq<T>>> {
    KBox::pin_init(new_spinlock_irq!(value, "test"), GFP_KERNEL).unwrap()
}

#[test]
fn sections_end_in_any_order() {
    let (a, b) = (local_interrupt_disable(), local_interrupt_disable());
    drop(a);
    assert_eq!(interrupts_disabled(), 1);
    let lock = lock(1);
    let guard = lock.lock();
    drop(b);
    assert_eq!(interrupts_disabled(), 1);
    drop(guard);
    assert_eq!(interrupts_disabled(), 0);
    no_mistakes();
}

#[test]
fn locking_switches_interrupts_once() {
    let lock = lock(1);
    {
        let mut guard = lock.lock();
        *guard += 1;
        assert_eq!(interrupts_disabled(), 1);
        assert!(lock.try_lock().is_none());
        assert_eq!(interrupts_disabled(), 1);
    }
    let off = local_interrupt_disable();
    {
        let mut guard = lock.lock_with(&off);
        *guard += 1;
        assert_eq!(interrupts_disabled(), 1);
        assert!(lock.try_lock_with(&off).is_none() && lock.try_lock().is_none());
    }
    assert_eq!(lock.try_lock_with(&off).map(|g| *g), Some(3));
    // SAFETY: They are, as `off` lives.
    let again: &LocalInterruptDisabled = unsafe { LocalInterruptDisabled::assume_disabled() };
    drop(lock.lock_with(again));
    drop(off);
    assert_eq!(
        (interrupts_disabled(), lock.try_lock().map(|g| *g)),
        (0, Some(3))
    );
    no_mistakes();
}

#[test]
fn nothing_sleeps_with_interrupts_off() {
    let off = local_interrupt_disable();
    kernel::task::might_sleep();
    assert_eq!(
        mistakes(),
        ["might_sleep: sleeping where that is not allowed"]
    );
    drop(off);
}

#[test]
fn waiting_has_interrupts_on() {
    let lock = Arc::pin_init(new_spinlock_irq!(false), GFP_KERNEL).unwrap();
    let changed = Arc::pin_init(new_condvar!(), GFP_KERNEL).unwrap();
    let other = (lock.clone(), changed.clone());
    let waiter = thread::spawn(move || {
        let (lock, changed) = other;
        let mut ready = lock.lock();
        while !*ready {
            changed.wait(&mut ready);
            assert_eq!(interrupts_disabled(), 1);
        }
        drop(ready);
        assert_eq!(interrupts_disabled(), 0);
        no_mistakes();
    });
    *lock.lock() = true;
    while !waiter.is_finished() {
        changed.notify_all();
        thread::yield_now();
    }
    waiter.join().unwrap();
    no_mistakes();
}

#[test]
fn writers_wait_for_readers_that_sleep() {
    let domain: Arc<Srcu> = Arc::pin_init(new_srcu!(), GFP_KERNEL).unwrap();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let (outer, inner) = (domain.read_lock(), domain.read_lock());
        outer.unlock();
        kernel::task::might_sleep();
        scope.spawn(|| {
            domain.synchronize();
            assert!(done.load(Ordering::SeqCst));
            no_mistakes();
        });
        for _ in 0..1000 {
            thread::yield_now();
        }
        done.store(true, Ordering::SeqCst);
        drop(inner);
    });
    domain.synchronize_expedited();
    drop(domain);
    no_mistakes();
}

#[test]
fn revoking_drops_once() {
    let tracker = Tracker::default();
    let object = KBox::pin_init(Revocable::new(tracker.make(5)), GFP_KERNEL).unwrap();
    assert_eq!(object.try_access().map(|o| o.value), Some(5));
    assert_eq!(object.try_access_with(|o| o.value), Some(5));
    {
        let section = rcu::read_lock();
        assert_eq!(
            object.try_access_with_guard(&section).map(|o| o.value),
            Some(5)
        );
    }
    // SAFETY: It was not revoked.
    assert_eq!(unsafe { object.access() }.value, 5);
    assert!(object.revoke());
    assert_eq!(tracker.alive(), 0);
    assert!(!object.revoke());
    assert!(object.try_access().is_none());
    assert!(object.try_access_with_guard(&rcu::read_lock()).is_none());
    drop(object);

    let kept = KBox::pin_init(Revocable::new(tracker.make(6)), GFP_KERNEL).unwrap();
    drop(kept);
    assert_eq!(tracker.alive(), 0);

    let object = KBox::pin_init(Revocable::new(tracker.make(7)), GFP_KERNEL).unwrap();
    let off = local_interrupt_disable();
    // SAFETY: Nobody accesses it. It does not sleep either.
    assert!(unsafe { object.revoke_nosync() });
    drop(off);
    assert_eq!(tracker.alive(), 0);
    no_mistakes();
}

/// What readers see, and what whoever drops it leaves behind.
struct Canary(&'static AtomicU32);

impl Drop for Canary {
    fn drop(&mut self) {
        self.0.store(0xdead, Ordering::SeqCst);
    }
}

#[test]
fn nobody_sees_what_was_dropped() {
    for _ in 0..200 {
        let state: &'static AtomicU32 =
            std::boxed::Box::leak(std::boxed::Box::new(AtomicU32::new(1)));
        let object = KBox::pin_init(Revocable::new(Canary(state)), GFP_KERNEL).unwrap();
        let revoked = AtomicU32::new(0);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while let Some(canary) = object.try_access() {
                        for _ in 0..50 {
                            assert_eq!(canary.0.load(Ordering::SeqCst), 1);
                        }
                    }
                    no_mistakes();
                });
                scope.spawn(|| {
                    thread::yield_now();
                    revoked.fetch_add(object.revoke().into(), Ordering::SeqCst);
                    no_mistakes();
                });
            }
        });
        assert_eq!(
            (revoked.load(Ordering::SeqCst), state.load(Ordering::SeqCst)),
            (1, 0xdead)
        );
    }
}

fn channel() -> Pin<KBox<PollCondVar>> {
    KBox::pin_init(kernel::new_poll_condvar!("test"), GFP_KERNEL).unwrap()
}

/// Registers a poller, which leaves when it is told to, or does not.
fn poll(cv: &PollCondVar, id: usize, leaves: bool) {
    bindings::files::open_file(0, 0);
    let file = LocalFile::fget(0).unwrap();
    // SAFETY: No light reference is in use.
    let file = unsafe { LocalFile::assume_no_fdget_pos(file) };
    let mut table = bindings::poll_table { id, leaves };
    // SAFETY: The table is valid and used by nobody else.
    unsafe { PollTable::from_raw(&mut table) }.register_wait(&file, cv);
    // SAFETY: Null is allowed.
    unsafe { PollTable::from_raw(std::ptr::null_mut()) }.register_wait(&file, cv);
}

#[test]
fn pollers_leave_before_the_queue_goes() {
    let cv = channel();
    poll(&cv, 1, true);
    poll(&cv, 2, true);
    drop(cv);
    no_mistakes();

    // One that stays until its `poll()` ends is waited for.
    let cv = channel();
    poll(&cv, 3, false);
    let queue = std::ptr::from_ref(&*cv).expose_provenance();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            thread::sleep(std::time::Duration::from_millis(20));
            done.store(true, Ordering::SeqCst);
            let queue = std::ptr::with_exposed_provenance_mut(queue);
            // SAFETY: The queue is alive as long as somebody is in it.
            unsafe { bindings::poll_freewait(queue, 3) };
        });
        drop(cv);
        assert!(done.load(Ordering::SeqCst));
    });
    assert!(mistakes()
        .iter()
        .all(|m| m.starts_with("__wake_up_pollfree")));
}

#[test]
fn boxes_are_freed_where_sleeping_is_not_allowed() {
    let heap = bindings::heap::Heap::start();
    let cv = PollCondVarBox::new(c"test", static_lock_class!()).unwrap();
    poll(&cv, 1, true);
    cv.notify_all();
    let off = local_interrupt_disable();
    drop(cv);
    drop(off);
    no_mistakes();
    drop(heap);
    bindings::heap::Heap::check();
}
