// SPDX-License-Identifier: GPL-2.0-only

//! Shared values: dropped once, freed once, never while somebody has them.

use bindings::{heap::Heap, refcount_warnings};
use core::any::Any;
use kernel::{
    prelude::*,
    sync::{Arc, ArcBorrow, UniqueArc},
    types::ForeignOwnable,
};
use kernel_host_tests::Tracker;
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

#[test]
fn last_owner_drops() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let first = Arc::new(t.make(5), GFP_KERNEL).unwrap();
    let second = first.clone();
    let third = second.clone();
    drop(first);
    drop(third);
    assert_eq!((t.alive(), second.value), (1, 5));
    drop(second);
    assert_eq!((t.alive(), Heap::live()), (0, 0));
}

#[test]
fn failure_drops_the_value() {
    let _heap = Heap::start();
    let t = Tracker::default();
    Heap::fail_after(Some(0));
    assert!(Arc::new(t.make(5), GFP_KERNEL).is_err());
    assert!(UniqueArc::new(t.make(5), GFP_KERNEL).is_err());
    assert!(UniqueArc::<u64>::new_uninit(GFP_KERNEL).is_err());
    assert!(Arc::pin_init(t.make(5), GFP_KERNEL).is_err());
    assert_eq!(t.alive(), 0);
}

#[test]
fn raw_pointers_find_the_count() {
    fn round_trip<T: PartialEq + core::fmt::Debug + Clone>(value: T) {
        let arc = Arc::new(value.clone(), GFP_KERNEL).unwrap();
        let other = arc.clone();
        let raw = Arc::into_raw(arc);
        assert_eq!(raw as usize % align_of::<T>(), 0);
        assert_eq!(Arc::as_ptr(&other), raw);
        // SAFETY: The pointer is from `into_raw()`, and is taken back once, below.
        let borrow = unsafe { ArcBorrow::from_raw(raw) };
        assert_eq!(*borrow, value);
        drop(other);
        // SAFETY: As above.
        let arc = unsafe { Arc::from_raw(raw) };
        assert_eq!(*arc, value);
    }
    #[repr(align(64))]
    #[derive(PartialEq, Debug, Clone)]
    struct Aligned(u8);

    let _heap = Heap::start();
    round_trip(7u8);
    round_trip(7u64);
    round_trip(());
    round_trip([1u16; 5]);
    round_trip(Aligned(9));
    assert_eq!(Arc::<Aligned>::DATA_OFFSET, 64);
    assert_eq!(Arc::<u8>::DATA_OFFSET, 4);
    assert_eq!(Heap::live(), 0);
}

trait Speak {
    fn speak(&self) -> u32;
}

impl Speak for u8 {
    fn speak(&self) -> u32 {
        u32::from(*self)
    }
}

#[repr(align(32))]
struct Loud(u32);

impl Speak for Loud {
    fn speak(&self) -> u32 {
        self.0
    }
}

#[test]
fn trait_objects_and_slices() {
    let _heap = Heap::start();
    let quiet: Arc<dyn Speak> = Arc::new(7u8, GFP_KERNEL).unwrap();
    let loud: Arc<dyn Speak> = Arc::new(Loud(700), GFP_KERNEL).unwrap();
    for (arc, says) in [(quiet, 7), (loud, 700)] {
        let raw = Arc::into_raw(arc.clone());
        // SAFETY: The pointer is from `into_raw()`, and this is the only use of it.
        let back = unsafe { Arc::from_raw(raw) };
        assert!(Arc::ptr_eq(&arc, &back));
        assert_eq!((back.speak(), arc.as_arc_borrow().speak()), (says, says));
    }
    let slice: Arc<[u16]> = Arc::new([1u16, 2, 3], GFP_KERNEL).unwrap();
    assert_eq!(slice.len(), 3);
    let arc = Arc::new(Loud(1), GFP_KERNEL).unwrap();
    let borrow: ArcBorrow<'_, dyn Speak> = arc.as_arc_borrow();
    let kept: Arc<dyn Speak> = borrow.into();
    drop(arc);
    assert_eq!(kept.speak(), 1);
    drop((kept, slice));
    assert_eq!(Heap::live(), 0);
}

#[test]
fn downcast() {
    let _heap = Heap::start();
    let any: Arc<dyn Any + Send + Sync> = Arc::new(5u32, GFP_KERNEL).unwrap();
    let other = any.clone();
    let any = any.downcast::<u64>().err().unwrap();
    assert_eq!(*any.downcast::<u32>().ok().unwrap(), 5);
    drop(other);
    assert_eq!(Heap::live(), 0);
}

#[test]
fn overflow_leaks_instead_of_freeing() {
    let t = Tracker::default();
    let arc = Arc::new(t.make(1), GFP_KERNEL).unwrap();
    // A count that is one step from its end: the count is the first thing in the allocation.
    let count = Arc::as_ptr(&arc).cast::<u8>();
    let offset = Arc::<kernel_host_tests::Tracked>::DATA_OFFSET;
    // SAFETY: The count is at the start of the allocation; nobody uses it meanwhile.
    unsafe { count.sub(offset).cast_mut().cast::<i32>().write(i32::MAX) };
    let second = arc.clone();
    assert_eq!(refcount_warnings(), 1);
    drop(second);
    drop(arc);
    assert_eq!(t.alive(), 1);
}

#[test]
fn unique_only_if_alone() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let first = Arc::new(t.make(1), GFP_KERNEL).unwrap();
    let second = first.clone();
    assert!(Arc::into_unique_or_drop(first).is_none());
    assert_eq!(t.alive(), 1);
    let unique = Arc::into_unique_or_drop(second).unwrap();
    let shared: Arc<_> = unique.into();
    let again = shared.clone();
    drop(shared);
    assert_eq!(again.value, 1);
    drop(again);
    assert_eq!((t.alive(), Heap::live(), refcount_warnings()), (0, 0, 0));
}

#[test]
fn of_racing_owners_one_gets_the_value() {
    struct Counted<'a>(&'a AtomicUsize);

    impl Drop for Counted<'_> {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    let drops = AtomicUsize::new(0);
    let unique = AtomicUsize::new(0);
    for _ in 0..200 {
        let arc = Arc::new(Counted(&drops), GFP_KERNEL).unwrap();
        thread::scope(|s| {
            for _ in 0..3 {
                let arc = arc.clone();
                let unique = &unique;
                s.spawn(move || {
                    // The books of the heap are per thread: the memory is not freed here.
                    if let Some(value) = Arc::into_unique_or_drop(arc) {
                        unique.fetch_add(1, Ordering::Relaxed);
                        core::mem::forget(value);
                    }
                });
            }
            if let Some(value) = Arc::into_unique_or_drop(arc) {
                unique.fetch_add(1, Ordering::Relaxed);
                core::mem::forget(value);
            }
        });
    }
    assert_eq!(unique.into_inner(), 200);
    assert_eq!(drops.into_inner(), 0);
}

#[test]
fn clones_of_threads_are_counted() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let arc = Arc::new(0u32, GFP_KERNEL).unwrap();
    thread::scope(|s| {
        for _ in 0..4 {
            s.spawn(|| {
                for _ in 0..500 {
                    let clone = arc.clone();
                    assert_eq!(*clone, 0);
                }
            });
        }
    });
    assert!(Arc::into_unique_or_drop(arc).is_some());
    assert_eq!((t.alive(), Heap::live()), (0, 0));
}

#[test]
fn unique_from_the_beginning() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let mut unique = UniqueArc::new(t.make(1), GFP_KERNEL).unwrap();
    unique.value += 1;
    let address = UniqueArc::as_ptr(&unique);
    let pinned: Pin<UniqueArc<_>> = unique.into();
    let shared: Arc<_> = pinned.into();
    assert_eq!((Arc::as_ptr(&shared), shared.value), (address, 2));
    drop(shared);

    let room = UniqueArc::new_uninit(GFP_KERNEL).unwrap();
    drop(room.write(t.make(3)));
    drop(UniqueArc::<u64>::new_uninit(GFP_KERNEL).unwrap());
    assert_eq!((t.alive(), Heap::live()), (0, 0));
}

#[test]
fn failing_initialiser_frees_the_memory() {
    let _heap = Heap::start();
    let t = Tracker::default();
    #[pin_data]
    struct Pair {
        first: kernel_host_tests::Tracked,
        second: u8,
    }
    fn pair(t: &Tracker, n: i32) -> impl PinInit<Pair, Error> + '_ {
        try_pin_init!(Pair {
            first: t.make(1),
            second: u8::try_from(n)?,
        })
    }
    assert!(Arc::pin_init(pair(&t, -1), GFP_KERNEL).is_err());
    assert!(UniqueArc::pin_init(pair(&t, -1), GFP_KERNEL).is_err());
    assert_eq!((t.alive(), Heap::live()), (0, 0));
    let arc = Arc::pin_init(pair(&t, 7), GFP_KERNEL).unwrap();
    assert_eq!((arc.first.value, arc.second), (1, 7));
    let arc = Arc::init(
        init!(Pair {
            first: t.make(2),
            second: 2
        }),
        GFP_KERNEL,
    );
    assert_eq!(arc.unwrap().second, 2);
}

#[test]
fn through_c() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let arc = Arc::new(t.make(4), GFP_KERNEL).unwrap();
    let keep = arc.clone();
    let ptr = arc.into_foreign();
    assert_eq!(
        ptr as usize % <Arc<kernel_host_tests::Tracked>>::FOREIGN_ALIGN,
        0
    );
    // SAFETY: The pointer is from `into_foreign()`, and the value lives.
    let borrow = unsafe { <Arc<kernel_host_tests::Tracked>>::borrow(ptr) };
    let third: Arc<_> = borrow.into();
    drop((keep, third));
    // SAFETY: As above; this is the last use.
    let back = unsafe { <Arc<kernel_host_tests::Tracked>>::from_foreign(ptr) };
    assert_eq!((back.value, t.alive()), (4, 1));
    drop(back);
    assert_eq!((t.alive(), Heap::live()), (0, 0));
}

#[test]
fn one_pointer_wide() {
    assert_eq!(size_of::<Option<Arc<u8>>>(), size_of::<usize>());
    assert_eq!(size_of::<Option<ArcBorrow<'_, u8>>>(), size_of::<usize>());
}

#[test]
fn formatting() {
    let _heap = Heap::start();
    let arc = Arc::new(17, GFP_KERNEL).unwrap();
    assert_eq!(std::fmt::format(fmt!("{arc} {arc:?}")), "17 17");
    let unique = UniqueArc::new(18, GFP_KERNEL).unwrap();
    assert_eq!(std::fmt::format(fmt!("{unique} {unique:?}")), "18 18");
}
