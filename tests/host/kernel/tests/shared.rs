// SPDX-License-Identifier: GPL-2.0-only

//! Semaphores, locks that readers share, and data that is copied until it is whole.

use bindings::{interrupt_reader, migrate, mistakes, percpu_live, set_signal};
use kernel::{
    prelude::*,
    sync::{
        atomic::{Atomic, Relaxed},
        new_rwsem, new_seqlock, Arc, PerCpu, RwSemaphore, Semaphore, SeqLock,
    },
};
use kernel_host_tests::Tracker;
use std::{
    sync::atomic::{AtomicU32, Ordering},
    thread,
};

#[track_caller]
fn no_mistakes() {
    assert_eq!(mistakes(), [""; 0]);
}

fn rwsem<T>(value: T) -> Pin<KBox<RwSemaphore<T>>> {
    KBox::pin_init(new_rwsem!(value, "test"), GFP_KERNEL).unwrap()
}

#[test]
fn no_more_than_there_are_permits() {
    let semaphore = Arc::pin_init(Semaphore::new(3), GFP_KERNEL).unwrap();
    let (inside, most) = (AtomicU32::new(0), AtomicU32::new(0));
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..100 {
                    let _permit = semaphore.acquire();
                    most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    thread::yield_now();
                    inside.fetch_sub(1, Ordering::SeqCst);
                }
                no_mistakes();
            });
        }
    });
    assert!((2..=3).contains(&most.load(Ordering::SeqCst)));
    let permits: std::vec::Vec<_> = std::iter::from_fn(|| semaphore.try_acquire()).collect();
    assert_eq!(permits.len(), 3);
}

#[test]
fn permits_go_where_they_are_told() {
    let semaphore = KBox::pin_init(Semaphore::new(1), GFP_KERNEL).unwrap();
    semaphore.acquire().leave();
    assert_eq!(semaphore.acquire_timeout(1).err(), Some(ETIME));
    thread::scope(|scope| {
        scope.spawn(|| semaphore.release());
        drop(semaphore.acquire());
    });
    set_signal(true);
    assert_eq!(semaphore.acquire_interruptible().err(), Some(EINTR));
    assert_eq!(semaphore.acquire_killable().err(), Some(EINTR));
    set_signal(false);
    drop(semaphore.acquire_killable().unwrap());
    assert!(semaphore.try_acquire().is_some());
    let many = KBox::pin_init(Semaphore::new(u32::MAX), GFP_KERNEL).unwrap();
    assert!(many.try_acquire().is_some());
}

#[test]
fn readers_share_and_writers_do_not() {
    let lock = rwsem(1);
    {
        let (a, b) = (lock.read(), lock.try_read().unwrap());
        assert_eq!(*a + *b, 2);
        assert!(lock.try_write().is_none());
        drop(a);
        assert!(lock.try_write().is_none());
    }
    {
        let mut writer = lock.write();
        *writer += 1;
        writer.as_mut().set(5);
        assert!(lock.try_write().is_none() && lock.try_read().is_none());
        let reader = writer.downgrade();
        assert!(lock.try_write().is_none());
        assert_eq!((*reader, lock.try_read().map(|g| *g)), (5, Some(5)));
    }
    set_signal(true);
    assert_eq!(lock.read_killable().err(), Some(EINTR));
    assert_eq!(lock.write_killable().err(), Some(EINTR));
    set_signal(false);
    drop(lock.read_killable().unwrap());
    *lock.write_killable().unwrap() = 6;
    assert_eq!(lock.try_write().map(|g| *g), Some(6));
    no_mistakes();
}

#[test]
fn the_data_goes_with_its_lock() {
    let tracker = Tracker::default();
    let lock = rwsem(tracker.make(1));
    assert_eq!(lock.read().value, 1);
    assert_eq!(tracker.alive(), 1);
    drop(lock);
    assert_eq!(tracker.alive(), 0);
}

#[test]
fn writers_are_alone() {
    let lock = rwsem((0u64, 0u64));
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..500 {
                    let mut pair = lock.write();
                    pair.0 += 1;
                    thread::yield_now();
                    pair.1 += 1;
                    drop(pair);
                    let pair = lock.read();
                    assert_eq!(pair.0, pair.1);
                }
                no_mistakes();
            });
        }
    });
    assert_eq!(*lock.read(), (1500, 1500));
}

#[test]
fn what_is_read_is_whole() {
    let lock: Arc<SeqLock<[u64; 8]>> = Arc::pin_init(new_seqlock!([0; 8]), GFP_KERNEL).unwrap();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..4_000 {
                    lock.update(|words| words.iter_mut().for_each(|word| *word += 1));
                }
                no_mistakes();
            });
            scope.spawn(|| {
                let mut last = 0;
                while last < 8_000 {
                    let words = lock.read();
                    assert_eq!(words, [words[0]; 8]);
                    assert!(words[0] >= last);
                    last = words[0];
                }
            });
        }
    });
    assert_eq!(lock.update(|words| std::mem::take(&mut words[3])), 8_000);
    assert_eq!(lock.read()[2..5], [8_000, 0, 8_000]);
    no_mistakes();
}

#[test]
fn readers_begin_again_after_a_write() {
    let lock: Arc<SeqLock<u32>> = Arc::pin_init(new_seqlock!(1), GFP_KERNEL).unwrap();
    let (writer, inner) = (lock.clone(), lock.clone());
    interrupt_reader(move || {
        writer.update(|value| *value = 2);
        // What was read under a sequence that has passed is not taken, twice.
        interrupt_reader(move || inner.update(|value| *value = 3));
    });
    assert_eq!(lock.read(), 3);
    no_mistakes();
}

#[test]
fn a_writer_that_unwinds_leaves_the_lock() {
    let lock = KBox::pin_init(new_seqlock!(1u32, "test"), GFP_KERNEL).unwrap();
    let failed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        lock.update(|_| panic!("on purpose"))
    }));
    assert!(failed.is_err());
    lock.update(|value| *value += 1);
    assert_eq!(lock.read(), 2);
    no_mistakes();
}

#[test]
fn each_processor_has_a_value() -> Result {
    let tracker = PerCpu::new_with(GFP_KERNEL, |cpu| Atomic::new(cpu * 10))?;
    let values = |v: &PerCpu<Atomic<u32>>| -> std::vec::Vec<_> {
        v.iter()
            .map(|(cpu, value)| (cpu, value.load(Relaxed)))
            .collect()
    };
    assert_eq!(values(&tracker), [(0, 0), (1, 10), (3, 30)]);
    for cpu in [3, 0, 3] {
        migrate(cpu);
        let this = tracker.this();
        // It stays where it is.
        migrate(1);
        this.add(1u32, Relaxed);
    }
    assert_eq!(values(&tracker), [(0, 1), (1, 10), (3, 32)]);
    assert!(
        tracker.get(2).is_none() && tracker.get(4).is_none() && tracker.get(u32::MAX).is_none()
    );
    assert_eq!(tracker.get(3).map(|value| value.load(Relaxed)), Some(32));
    migrate(1);
    tracker.this_cpu_add(u32::MAX);
    assert_eq!(values(&tracker), [(0, 1), (1, 9), (3, 32)]);
    assert_eq!(tracker.sum(), 42);
    assert_eq!(percpu_live(), 1);
    drop(tracker);
    assert_eq!(percpu_live(), 0);
    no_mistakes();
    Ok(())
}

#[test]
fn values_of_all_processors_are_dropped() -> Result {
    let drops = AtomicU32::new(0);
    struct Counted<'a>(&'a AtomicU32);
    impl Drop for Counted<'_> {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    drop(PerCpu::new_with(GFP_KERNEL, |_| Counted(&drops))?);
    assert_eq!(drops.load(Ordering::SeqCst), 3);
    assert_eq!(
        PerCpu::<u64>::zeroed(GFP_KERNEL)?
            .iter()
            .map(|(_, v)| *v)
            .sum::<u64>(),
        0
    );
    assert!(PerCpu::<[u8; 32769]>::zeroed(GFP_KERNEL).is_err());
    no_mistakes();
    Ok(())
}
