// SPDX-License-Identifier: GPL-2.0-only

//! Locks: taken and given back once, by the same task, and nobody else is in between.

use bindings::{mistakes, rcu_depth, task_usage};
use kernel::{
    prelude::*,
    sync::{
        aref::ARef, global_lock, new_condvar, new_mutex, new_spinlock, rcu, Arc, Completion,
        CondVar, CondVarTimeoutResult, GlobalGuard, GlobalLockedBy, LockClassKey, LockedBy, Mutex,
        SpinLock,
    },
    task::{self, Kuid, Task},
    time::{delay, Delta, Instant, Monotonic},
};
use std::{thread, vec::Vec};

#[track_caller]
fn no_mistakes() {
    assert_eq!(mistakes(), [""; 0]);
}

fn mutex<T>(value: T) -> Pin<KBox<Mutex<T>>> {
    KBox::pin_init(new_mutex!(value), GFP_KERNEL).unwrap()
}

fn spinlock<T>(value: T) -> Pin<KBox<SpinLock<T>>> {
    KBox::pin_init(new_spinlock!(value, "test"), GFP_KERNEL).unwrap()
}

#[test]
fn guard_excludes_and_gives_back() {
    let m = mutex(1);
    let s = spinlock(1);
    {
        let mut guard = m.lock();
        *guard += 1;
        assert!(m.try_lock().is_none());
        let mut guard = s.lock();
        *guard += 1;
        assert!(s.try_lock().is_none());
    }
    assert_eq!(m.try_lock().map(|g| *g), Some(2));
    assert_eq!(s.try_lock().map(|g| *g), Some(2));
    no_mistakes();
}

#[test]
fn guards_may_be_dropped_in_any_order() {
    let first = mutex(());
    let second = mutex(());
    let (a, b) = (first.lock(), second.lock());
    drop(a);
    assert!(second.try_lock().is_none());
    assert!(first.try_lock().is_some());
    drop(b);
    no_mistakes();
}

#[test]
fn the_checker_finds_mistakes() {
    let m = mutex(());
    let guard = m.lock();
    let again = m.lock();
    assert_eq!(mistakes(), ["mutex_lock: this task has the lock already"]);
    drop(again);
    drop(guard);
    assert_eq!(
        mistakes(),
        ["mutex_unlock: this task does not have the lock"]
    );

    let s = spinlock(());
    let guard = s.lock();
    drop(m.lock());
    assert_eq!(
        mistakes(),
        ["mutex_lock: sleeping where that is not allowed"]
    );
    task::might_sleep();
    assert_eq!(
        mistakes(),
        ["might_sleep: sleeping where that is not allowed"]
    );
    drop(guard);
    task::might_sleep();

    let section = rcu::read_lock();
    rcu::synchronize_rcu();
    rcu::rcu_barrier();
    assert_eq!(mistakes().len(), 2);
    section.unlock();
    no_mistakes();
}

#[test]
fn threads_take_turns() {
    let m = mutex(0u64);
    let s = spinlock(0u64);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..500 {
                    *m.lock() += 1;
                    *s.lock() += 1;
                }
                no_mistakes();
            });
        }
    });
    assert_eq!((*m.lock(), *s.lock()), (2000, 2000));
}

#[test]
fn unsized_data() {
    let lock: Arc<Mutex<[u8; 3]>> = Arc::pin_init(new_mutex!([1, 2, 3]), GFP_KERNEL).unwrap();
    let lock: Arc<Mutex<[u8]>> = lock;
    lock.lock().reverse();
    assert_eq!(&*lock.lock(), &[3, 2, 1]);
}

#[test]
fn data_is_dropped_with_the_lock() {
    let t = kernel_host_tests::Tracker::default();
    let m = mutex(t.make(1));
    assert_eq!(m.lock().value, 1);
    drop(m);
    assert_eq!(t.alive(), 0);
}

global_lock! {
    /// Counts.
    // SAFETY: Initialised by its only test before the first use.
    pub(crate) unsafe(uninit) static COUNT: Mutex<u32> = 40;
}

global_lock! {
    // SAFETY: Initialised by its only test before the first use.
    unsafe(uninit) static TABLE: SpinLock<()> = ();
}

#[test]
fn global() {
    // SAFETY: This is the only call, before the first use.
    unsafe { COUNT.init() };
    *COUNT.lock() += 1;
    let guard = COUNT.lock();
    assert!(COUNT.try_lock().is_none());
    drop(guard);
    assert_eq!(COUNT.try_lock().map(|g| *g), Some(41));
    no_mistakes();
}

#[test]
fn global_data_elsewhere() {
    // SAFETY: This is the only call, before the first use.
    unsafe { TABLE.init() };
    let mut cell: GlobalLockedBy<u32, TABLE> = GlobalLockedBy::new(1);
    *cell.get_mut() += 1;
    let mut guard: GlobalGuard<TABLE> = TABLE.lock();
    *cell.as_mut(&mut guard) += 1;
    assert_eq!(*cell.as_ref(&guard), 3);
    drop(guard);
    no_mistakes();
}

#[test]
fn uninitialised_global_is_found() {
    global_lock! {
        // SAFETY: Not kept: the test is about that.
        unsafe(uninit) static BROKEN: Mutex<u32> = 0;
    }
    assert!(BROKEN.try_lock().is_some());
    assert!(mistakes().iter().any(|m| m.ends_with("not initialised")));
}

#[test]
fn locked_by_owner_only() {
    let owner = mutex(7u32);
    let data = LockedBy::new(&owner, 1u32);
    let mut guard = owner.lock();
    *data.access_mut(&mut guard) += 1;
    assert_eq!(*data.access(&guard), 2);
}

#[test]
#[should_panic(expected = "another lock")]
fn locked_by_refuses_others() {
    let owner = mutex(7u32);
    let data = LockedBy::new(&owner, 1u32);
    data.access(&8);
}

#[test]
#[should_panic(expected = "another lock")]
fn locked_by_refuses_to_change_for_others() {
    let (owner, other) = (mutex(7u32), mutex(7u32));
    let data = LockedBy::new(&owner, 1u32);
    let mut guard = other.lock();
    *data.access_mut(&mut guard) = 2;
}

#[pin_data]
struct Channel {
    #[pin]
    queue: Mutex<Vec<u32>>,
    #[pin]
    arrived: CondVar,
}

fn channel() -> Arc<Channel> {
    let init = pin_init!(Channel {
        queue <- new_mutex!(Vec::new()),
        arrived <- new_condvar!("arrived"),
    });
    Arc::pin_init(init, GFP_KERNEL).unwrap()
}

impl Channel {
    fn take(&self) -> u32 {
        let mut queue = self.queue.lock();
        loop {
            if let Some(value) = queue.pop() {
                return value;
            }
            self.arrived.wait(&mut queue);
        }
    }
}

#[test]
fn waiters_wake() {
    let c = channel();
    thread::scope(|s| {
        let takers: Vec<_> = (0..3).map(|_| s.spawn(|| (c.take(), mistakes()))).collect();
        for i in 1..=3 {
            c.queue.lock().push(i);
            c.arrived.notify_one();
        }
        let sum: u32 = takers
            .into_iter()
            .map(|t| t.join().unwrap())
            .map(|(value, mistakes)| {
                assert_eq!(mistakes, [""; 0]);
                value
            })
            .sum();
        assert_eq!(sum, 6);
    });
    no_mistakes();
}

#[test]
fn all_waiters_wake() {
    let ready = mutex(false);
    let changed = KBox::pin_init(new_condvar!(), GFP_KERNEL).unwrap();
    thread::scope(|s| {
        for _ in 0..3 {
            s.spawn(|| {
                let mut guard = ready.lock();
                while !*guard {
                    assert!(!changed.wait_interruptible(&mut guard));
                }
                drop(guard);
                no_mistakes();
            });
        }
        *ready.lock() = true;
        changed.notify_all();
    });
    changed.notify_one();
    changed.notify_sync();
}

#[test]
fn wait_gives_up_in_time() {
    let m = mutex(());
    let never = KBox::pin_init(new_condvar!(), GFP_KERNEL).unwrap();
    let mut guard = m.lock();
    for jiffies in [0, 5] {
        let result = never.wait_interruptible_timeout(&mut guard, jiffies);
        assert!(matches!(result, CondVarTimeoutResult::Timeout));
        // The lock is held again.
        assert!(m.try_lock().is_none());
    }
    drop(guard);
    no_mistakes();
}

#[test]
fn a_spin_lock_is_given_back_while_waiting() {
    let lock = spinlock(0u32);
    let changed = KBox::pin_init(new_condvar!(), GFP_KERNEL).unwrap();
    thread::scope(|s| {
        s.spawn(|| {
            let mut guard = lock.lock();
            while *guard == 0 {
                if changed.wait_interruptible_freezable(&mut guard) {
                    break;
                }
            }
            assert_eq!(*guard, 1);
            drop(guard);
            no_mistakes();
        });
        *lock.lock() = 1;
        changed.notify_all();
    });
}

#[test]
fn completion_lets_all_through() {
    let done = Arc::pin_init(Completion::new(), GFP_KERNEL).unwrap();
    thread::scope(|s| {
        for _ in 0..3 {
            s.spawn(|| {
                done.wait_for_completion();
                no_mistakes();
            });
        }
        done.complete_all();
    });
    done.wait_for_completion();
}

#[test]
fn sections_nest() {
    let outer = rcu::read_lock();
    let inner = rcu::Guard::default();
    assert_eq!(rcu_depth(), 2);
    drop(outer);
    assert_eq!(rcu_depth(), 1);
    inner.unlock();
    assert_eq!(rcu_depth(), 0);
    no_mistakes();
}

#[test]
fn keys_are_registered_and_unregistered() {
    let key = KBox::pin_init(LockClassKey::new_dynamic(), GFP_KERNEL).unwrap();
    drop(key);
    no_mistakes();
}

#[test]
fn tasks_count_their_references() {
    let before = task_usage(Task::current_raw());
    let mine: ARef<Task> = ARef::from(&**current!());
    let second = mine.clone();
    assert_eq!(task_usage(mine.as_ptr()), before + 2);
    assert!(*mine == **current!() && *second == *mine);
    let theirs = thread::spawn(|| ARef::from(&**current!())).join().unwrap();
    assert!(*theirs != *mine && theirs.pid() != mine.pid());
    theirs.wake_up();
    assert!(!mine.signal_pending());
    drop((second, mine));
    assert_eq!(task_usage(Task::current_raw()), before);
}

#[test]
fn users() {
    let user = Kuid::current_euid();
    assert!(user == current!().uid() && user == Kuid::from_raw(user.into_raw()));
    assert_eq!(user.into_uid_in_current_ns(), 0);
}

#[test]
fn spans_saturate() {
    let longest = Delta::from_nanos(i64::MAX);
    assert_eq!(Delta::from_secs(i64::MAX), longest);
    assert_eq!(longest + Delta::from_nanos(1), longest);
    assert_eq!(longest * -2, Delta::from_nanos(i64::MIN));
    assert_eq!(Delta::ZERO - Delta::from_nanos(i64::MIN), longest);
    assert_eq!(Delta::from_nanos(5) / Delta::ZERO, i64::MAX);
    assert_eq!(Delta::from_nanos(-5) / Delta::ZERO, i64::MIN);
    assert_eq!(Delta::ZERO / Delta::ZERO, 0);
    assert_eq!(
        Delta::from_nanos(i64::MIN) / Delta::from_nanos(-1),
        i64::MAX
    );
}

#[test]
fn spans_round() {
    for (nanos, micros_ceil, millis, millis_ceil) in [
        (0, 0, 0, 0),
        (1, 1, 0, 1),
        (-1, 0, 0, 0),
        (1_000_000, 1000, 1, 1),
        (1_000_001, 1001, 1, 2),
        (-1_999_999, -1999, -1, -1),
    ] {
        let delta = Delta::from_nanos(nanos);
        assert_eq!(delta.as_micros_ceil(), micros_ceil, "{nanos}");
        assert_eq!(delta.as_millis(), millis, "{nanos}");
        assert_eq!(delta.as_millis_ceil(), millis_ceil, "{nanos}");
    }
    assert_eq!(
        Delta::from_nanos(i64::MAX).as_micros_ceil(),
        i64::MAX / 1000 + 1
    );
    for (nanos, by, rest) in [
        (7, 3, 1),
        (-7, 3, -1),
        (7, -3, 1),
        (7, 0, 7),
        (i64::MIN, -1, 0),
    ] {
        assert_eq!(
            Delta::from_nanos(nanos).rem_nanos(by).as_nanos(),
            rest,
            "{nanos} {by}"
        );
    }
}

#[test]
fn instants_stay_in_range() {
    let now = Instant::<Monotonic>::now();
    let start = now - Delta::from_secs(i64::MAX);
    assert!(start <= now && start - Delta::from_nanos(1) == start);
    let end = now + Delta::from_secs(i64::MAX);
    assert!(end + Delta::from_nanos(1) == end);
    assert!((start - end).is_negative());
    assert!(now.elapsed() >= Delta::ZERO);
}

#[test]
fn delays_take_their_time() {
    for wait in [delay::fsleep, delay::udelay] {
        let start = Instant::<Monotonic>::now();
        wait(Delta::from_micros(100));
        assert!(start.elapsed() >= Delta::from_micros(100));
        wait(Delta::from_secs(-1));
    }
    let start = Instant::<Monotonic>::now();
    delay::udelay(Delta::from_secs(1000));
    assert!(start.elapsed() < Delta::from_millis(500));
}
