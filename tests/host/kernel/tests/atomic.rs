// SPDX-License-Identifier: GPL-2.0-only

//! Atomic variables and counts.

use bindings::{refcount_warnings, REFCOUNT_SATURATED};
use kernel::sync::{
    atomic::{
        atomic_load, atomic_store, cmpxchg, xchg, Acquire, Atomic, AtomicFlag, Full, Relaxed,
        Release,
    },
    Refcount, SetOnce,
};
use std::thread;

/// What every type can do, in every order.
macro_rules! exchanges {
    ($($name:ident: $ty:ty, $a:expr, $b:expr;)*) => {$(
        #[test]
        fn $name() {
            let (first, second): ($ty, $ty) = ($a, $b);
            let mut v = Atomic::new(first);
            assert_eq!(size_of_val(&v), size_of::<$ty>());
            assert_eq!(align_of_val(&v), align_of::<$ty>());
            assert_eq!(v.load(Relaxed), first);
            v.store(second, Release);
            assert_eq!(v.load(Acquire), second);
            v.store(first, Relaxed);
            assert_eq!(v.xchg(second, Relaxed), first);
            assert_eq!(v.xchg(first, Acquire), second);
            assert_eq!(v.xchg(second, Release), first);
            assert_eq!(v.xchg(first, Full), second);
            assert_eq!(v.cmpxchg(first, second, Relaxed), Ok(first));
            assert_eq!(v.cmpxchg(first, second, Relaxed), Err(second));
            assert_eq!(v.cmpxchg(second, first, Acquire), Ok(second));
            assert_eq!(v.cmpxchg(second, first, Acquire), Err(first));
            assert_eq!(v.cmpxchg(first, second, Release), Ok(first));
            assert_eq!(v.cmpxchg(first, second, Release), Err(second));
            assert_eq!(v.cmpxchg(second, first, Full), Ok(second));
            assert_eq!(v.cmpxchg(second, first, Full), Err(first));
            assert_eq!(format!("{v:?}"), format!("{first:?}"));
            *v.get_mut() = second;
            assert_eq!(v.load(Relaxed), second);
        }
    )*};
}

exchanges! {
    of_bool: bool, false, true;
    of_i8: i8, -1, i8::MIN;
    of_i16: i16, -1, i16::MAX;
    of_i32: i32, -1, i32::MIN;
    of_u32: u32, 1, u32::MAX;
    of_i64: i64, -1, i64::MIN;
    of_u64: u64, 1, u64::MAX;
    of_isize: isize, -1, isize::MIN;
    of_usize: usize, 1, usize::MAX;
    of_const_pointer: *const u16, std::ptr::null(), std::ptr::dangling();
    of_mut_pointer: *mut u64, std::ptr::null_mut(), std::ptr::dangling_mut();
}

/// What numbers can do besides.
macro_rules! additions {
    ($($name:ident: $ty:ty;)*) => {$(
        #[test]
        fn $name() {
            let v = Atomic::<$ty>::new(<$ty>::MAX);
            v.add(1 as $ty, Relaxed);
            assert_eq!(v.load(Relaxed), <$ty>::MIN);
            assert_eq!(v.fetch_sub(1 as $ty, Relaxed), <$ty>::MIN);
            assert_eq!(v.fetch_add(3 as $ty, Acquire), <$ty>::MAX);
            assert_eq!(v.fetch_add(1 as $ty, Release), <$ty>::MIN + 2);
            assert_eq!(v.fetch_add(1 as $ty, Full), <$ty>::MIN + 3);
            assert_eq!(v.fetch_add(1 as $ty, Relaxed), <$ty>::MIN + 4);
            assert_eq!(v.fetch_sub(1 as $ty, Acquire), <$ty>::MIN + 5);
            assert_eq!(v.fetch_sub(1 as $ty, Release), <$ty>::MIN + 4);
            assert_eq!(v.fetch_sub(3 as $ty, Full), <$ty>::MIN + 3);
            assert_eq!(v.load(Relaxed), <$ty>::MIN);
        }
    )*};
}

additions! {
    adds_i32: i32;
    adds_u32: u32;
    adds_i64: i64;
    adds_u64: u64;
    adds_isize: isize;
    adds_usize: usize;
}

#[test]
fn raw_memory() {
    let mut word = 1i16;
    let ptr = &raw mut word;
    // SAFETY: The variable is this test's own.
    unsafe {
        atomic_store(ptr, 2, Release);
        assert_eq!(xchg(ptr, 3, Full), 2);
        assert_eq!(cmpxchg(ptr, 2, 4, Full), Err(3));
        assert_eq!(cmpxchg(ptr, 3, 4, Full), Ok(3));
        assert_eq!(atomic_load(ptr, Acquire), 4);
    }
}

#[test]
fn flag_has_the_size_of_an_int() {
    let mut flag = AtomicFlag::new(true);
    assert_eq!((size_of_val(&flag), align_of_val(&flag)), (4, 4));
    assert_eq!(flag.cmpxchg(true, false, Full), Ok(true));
    assert_eq!(flag.cmpxchg(true, false, Full), Err(false));
    // What was written through the reference compares equal.
    *flag.get_mut() = true;
    assert_eq!(flag.cmpxchg(true, false, Relaxed), Ok(true));
    assert!(!flag.xchg(true, Acquire));
    flag.store(false, Release);
    assert!(!flag.load(Acquire));
}

#[test]
fn additions_of_threads_are_all_there() {
    let sum = Atomic::new(0u64);
    thread::scope(|s| {
        for _ in 0..4 {
            s.spawn(|| (0..1000).for_each(|_| sum.add(1u64, Relaxed)));
        }
    });
    assert_eq!(sum.load(Relaxed), 4000);
}

#[test]
fn count_saturates() {
    let count = Refcount::new(i32::MAX);
    assert_eq!(refcount_warnings(), 0);
    count.inc();
    assert_eq!(refcount_warnings(), 1);
    assert_eq!(count.as_atomic().load(Relaxed), REFCOUNT_SATURATED);
    // It never comes back.
    assert!(!count.dec_and_test());
    assert_eq!(count.as_atomic().load(Relaxed), REFCOUNT_SATURATED);
    assert_eq!(refcount_warnings(), 1);
}

#[test]
fn count_from_zero_is_reported() {
    let count = Refcount::new(0);
    count.inc();
    assert_eq!(refcount_warnings(), 1);
    count.set(1);
    count.dec();
    assert_eq!(refcount_warnings(), 1);
    count.set(2);
    count.dec();
    assert_eq!(refcount_warnings(), 0);
    assert!(count.dec_and_test());
}

#[test]
fn set_once_takes_one_value() {
    let cell = SetOnce::new();
    let winners: usize = thread::scope(|s| {
        let threads: Vec<_> = (0..4u32)
            .map(|i| {
                let cell = &cell;
                s.spawn(move || {
                    let won = cell.populate(Box::new(i));
                    if won {
                        assert_eq!(cell.as_ref(), Some(&Box::new(i)));
                    }
                    won
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|t| usize::from(t.join().unwrap()))
            .sum()
    });
    assert_eq!(winners, 1);
    assert!(cell.as_ref().is_some());
}

#[test]
fn set_once_drops_what_it_has_and_what_it_refuses() {
    let tracker = kernel_host_tests::Tracker::default();
    let cell = SetOnce::new();
    assert!(cell.populate(tracker.make(1)));
    assert!(!cell.populate(tracker.make(2)));
    assert_eq!(tracker.alive(), 1);
    drop(cell);
    assert_eq!(tracker.alive(), 0);
    drop(SetOnce::<kernel_host_tests::Tracked>::new());
}
