// SPDX-License-Identifier: GPL-2.0-only

//! Vectors, against the standard library's as the model.

use bindings::heap::Heap;
use kernel::alloc::allocator::{KVmalloc, Kmalloc, Vmalloc};
use kernel::alloc::kvec::InsertError;
use kernel::alloc::{Allocator, Vec};
use kernel::prelude::*;
use kernel_host_tests::{Random, Tracked, Tracker};

type Model = std::vec::Vec<u32>;

fn check<A: Allocator>(v: &Vec<Tracked, A>, model: &Model, t: &Tracker) {
    assert!(v.iter().map(|x| x.value).eq(model.iter().copied()));
    assert_eq!(v.len(), model.len());
    assert_eq!(v.is_empty(), model.is_empty());
    assert!(v.capacity() >= v.len());
    assert_eq!(t.alive(), model.len());
}

/// One random step on both. Returns the vector, as some steps consume it.
fn step<A: Allocator>(
    mut v: Vec<Tracked, A>,
    model: &mut Model,
    t: &Tracker,
    r: &mut Random,
) -> Vec<Tracked, A> {
    let x = u32::try_from(r.below(1000)).unwrap();
    let at = r.below(model.len() + 2);
    match r.below(17) {
        0..=2 => {
            if v.push(t.make(x), GFP_KERNEL).is_ok() {
                model.push(x);
            }
        }
        3 => match v.push_within_capacity(t.make(x)) {
            Ok(()) => model.push(x),
            Err(e) => assert!(v.len() == v.capacity() && e.0.value == x),
        },
        4 => match v.insert_within_capacity(at, t.make(x)) {
            Ok(()) => model.insert(at, x),
            Err(InsertError::IndexOutOfBounds(y)) => assert!(at > v.len() && y.value == x),
            Err(InsertError::OutOfCapacity(y)) => {
                assert!(v.len() == v.capacity() && y.value == x);
            }
        },
        5 => assert_eq!(v.pop().map(|x| x.value), model.pop()),
        6 => match v.remove(at) {
            Ok(y) => assert_eq!(y.value, model.remove(at)),
            Err(_) => assert!(at >= model.len()),
        },
        7 => {
            v.truncate(at);
            model.truncate(at);
        }
        8 => {
            if v.resize(at + 3, t.make(x), GFP_KERNEL).is_ok() {
                model.resize(at + 3, x);
            }
        }
        9 => {
            let n = r.below(6);
            if v.extend_with(n, t.make(x), GFP_KERNEL).is_ok() {
                model.resize(model.len() + n, x);
            }
        }
        10 => {
            let more: std::vec::Vec<_> = (0..r.below(6)).map(|_| t.make(x)).collect();
            if v.extend_from_slice(&more, GFP_KERNEL).is_ok() {
                model.resize(model.len() + more.len(), x);
            }
        }
        11 => {
            let odd = u32::from(r.below(2) == 0);
            v.retain(|x| x.value % 2 == odd);
            model.retain(|x| x % 2 == odd);
        }
        12 => {
            let n = r.below(4);
            let taken: std::vec::Vec<_> = v.drain_all().take(n).map(|x| x.value).collect();
            assert_eq!(taken, model[..n.min(model.len())]);
            model.clear();
        }
        13 => {
            let mut it = v.into_iter();
            let n = r.below(4);
            for _ in 0..n {
                it.next();
            }
            model.drain(..n.min(model.len()));
            assert_eq!(it.len(), model.len());
            v = it.collect(GFP_KERNEL);
        }
        14 => {
            let more = r.below(20);
            if v.reserve(more, GFP_KERNEL).is_ok() {
                assert!(v.capacity() - v.len() >= more);
            }
        }
        15 => {
            let (p, len, cap) = v.into_raw_parts();
            // SAFETY: The parts are from `into_raw_parts()`.
            v = unsafe { Vec::from_raw_parts(p, len, cap) };
            v.reverse();
            model.reverse();
        }
        _ => {
            v.clear();
            model.clear();
        }
    }
    v
}

fn random_steps<A: Allocator>(seed: u64, failures: bool) {
    let heap = Heap::start();
    let t = Tracker::default();
    let mut r = Random::new(seed);
    let mut v = Vec::<Tracked, A>::new();
    let mut model = Model::new();
    Heap::always_move(seed % 2 == 0);
    for _ in 0..400 {
        if failures {
            Heap::fail_after(if r.below(3) == 0 { Some(0) } else { None });
        }
        v = step(v, &mut model, &t, &mut r);
        check(&v, &model, &t);
    }
    drop(v);
    assert_eq!(t.alive(), 0);
    drop(heap);
}

#[test]
fn random_against_the_model() {
    for seed in 0..60 {
        random_steps::<Kmalloc>(seed, false);
        random_steps::<Vmalloc>(seed, false);
        random_steps::<KVmalloc>(seed, false);
    }
}

#[test]
fn random_with_failures() {
    for seed in 0..60 {
        random_steps::<Kmalloc>(seed, true);
        random_steps::<KVmalloc>(seed, true);
    }
}

/// What a small program does, each of whose allocations fails once.
fn program(t: &Tracker) -> Result<usize> {
    let mut v = KVec::with_capacity(2, GFP_KERNEL)?;
    for i in 0..10 {
        v.push(KBox::new(t.make(i), GFP_KERNEL)?, GFP_KERNEL)?;
    }
    let mut w = KVVec::new();
    w.extend_from_slice(&[t.make(1), t.make(2)], GFP_KERNEL)?;
    w.resize(20, t.make(3), GFP_KERNEL)?;
    w.truncate(3);
    w.shrink_to(0, GFP_KERNEL)?;
    let x = kvec![t.make(1), t.make(2)]?;
    let y = kvec![t.make(9); 3]?;
    let v = v.into_iter().collect(GFP_KERNEL);
    Ok(v.len() + w.len() + x.len() + y.len())
}

#[test]
fn every_allocation_fails_once() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let mut n = 0;
    loop {
        Heap::fail_after(Some(n));
        let result = program(&t);
        assert_eq!(t.alive(), 0);
        assert_eq!(Heap::live(), 0);
        match result {
            Ok(sum) => {
                assert_eq!(sum, 18);
                break;
            }
            Err(e) => assert_eq!(e, ENOMEM),
        }
        n += 1;
    }
    assert!(n > 15, "only {n} allocations");
}

#[test]
fn elements_of_size_zero() {
    let _heap = Heap::start();
    let mut v = KVec::<()>::new();
    assert_eq!(v.capacity(), usize::MAX);
    for _ in 0..1000 {
        v.push((), GFP_KERNEL).unwrap();
    }
    // SAFETY: Elements of size zero are always there.
    unsafe { v.inc_len(usize::MAX - 1000) };
    assert!(v.push((), GFP_KERNEL).is_err());
    assert!(v.push_within_capacity(()).is_err());
    assert!(v.extend_with(1, (), GFP_KERNEL).is_err());
    v.truncate(5);
    v.remove(2).unwrap();
    v.insert_within_capacity(0, ()).unwrap();
    assert_eq!(v.spare_capacity_mut().len(), usize::MAX - 5);
    let mut it = v.into_iter();
    it.next();
    let v = it.collect(GFP_KERNEL);
    assert_eq!(v.len(), 4);
    let (p, len, cap) = v.into_raw_parts();
    // SAFETY: The parts are from `into_raw_parts()`.
    let mut v = unsafe { KVec::from_raw_parts(p, len, cap) };
    assert_eq!(v.drain_all().count(), 4);
    assert!(Heap::calls().is_empty(), "C was called for nothing");
}

/// Size zero with an alignment and a destructor.
#[test]
fn dropping_elements_of_size_zero() {
    use std::cell::Cell;
    std::thread_local!(static DROPS: Cell<usize> = const { Cell::new(0) });
    #[repr(align(512))]
    struct Marker;
    impl Drop for Marker {
        fn drop(&mut self) {
            assert_eq!(&raw const *self as usize % 512, 0);
            DROPS.set(DROPS.get() + 1);
        }
    }
    let mut v = KVec::new();
    for _ in 0..10 {
        v.push(Marker, GFP_KERNEL).unwrap();
    }
    let mut it = v.into_iter();
    drop(it.next());
    assert_eq!(DROPS.get(), 1);
    let mut v = it.collect(GFP_KERNEL);
    v.retain(|_| false);
    assert_eq!(DROPS.get(), 10);
}

#[test]
fn sizes_overflow() {
    let _heap = Heap::start();
    for n in [
        usize::MAX,
        usize::MAX / 4,
        isize::MAX as usize / 4 + 1,
        usize::MAX / 8 + 1,
    ] {
        assert!(KVec::<u32>::with_capacity(n, GFP_KERNEL).is_err());
        assert!(KVec::<u32>::zeroed(n, GFP_KERNEL).is_err());
        let mut v = kvec![1_u32].unwrap();
        assert!(v.reserve(n, GFP_KERNEL).is_err());
        assert!(v.resize(n, 0, GFP_KERNEL).is_err());
        assert_eq!(v, [1]);
    }
}

#[test]
fn alignment_of_elements() {
    #[repr(align(4096))]
    #[derive(Clone)]
    struct Page(u8);
    #[repr(align(128))]
    #[derive(Clone)]
    struct Line(u8);

    let _heap = Heap::start();
    let mut pages = KVec::new();
    let mut lines = KVVec::new();
    for i in 0..20 {
        pages.push(Page(i), GFP_KERNEL).unwrap();
        lines.push(Line(i), GFP_KERNEL).unwrap();
        assert_eq!(pages.as_ptr() as usize % 4096, 0);
        assert_eq!(lines.as_ptr() as usize % 128, 0);
    }
    lines.truncate(2);
    lines.shrink_to(0, GFP_KERNEL).unwrap();
    assert_eq!((lines.as_ptr() as usize % 128, lines.capacity()), (0, 2));
    assert!(pages.iter().zip(0..).all(|(p, i)| p.0 == i));
    assert_eq!(lines[1].0, 1);
}

#[test]
fn growth_is_amortised() {
    let _heap = Heap::start();
    let mut v = KVec::new();
    for i in 0..10_000_u32 {
        v.push(i, GFP_KERNEL).unwrap();
    }
    assert!(Heap::calls().len() < 20);
    assert!(v.iter().copied().eq(0..10_000));
}

#[test]
fn collect_reuses_the_memory() {
    let _heap = Heap::start();
    let v = kvec![1, 2, 3, 4].unwrap();
    let p = v.as_ptr();
    let mut it = v.into_iter();
    it.next();
    Heap::calls();
    let v = it.collect(GFP_KERNEL);
    assert_eq!(v, [2, 3, 4]);
    assert!(v.as_ptr() == p && Heap::calls().is_empty());

    // Most is unused: the rest moves to less, or stays if that fails.
    for fails in [false, true] {
        let mut v = KVec::with_capacity(100, GFP_KERNEL).unwrap();
        v.extend_from_slice(&[7, 8], GFP_KERNEL).unwrap();
        Heap::always_move(true);
        Heap::fail_after(fails.then_some(0));
        let v = v.into_iter().collect(GFP_KERNEL);
        Heap::fail_after(None);
        assert_eq!(v, [7, 8]);
        assert_eq!(v.capacity(), if fails { 100 } else { 2 });
    }

    let before = Heap::live();
    let mut it = kvec![1].unwrap().into_iter();
    it.next();
    assert!(it.next().is_none() && it.next().is_none());
    let v = it.collect(GFP_KERNEL);
    assert!(v.is_empty() && v.capacity() == 0);
    assert_eq!(Heap::live(), before);
}

#[test]
fn shrinking() {
    let _heap = Heap::start();
    let mut v = KVVec::with_capacity(10_000, GFP_KERNEL).unwrap();
    v.extend_from_slice(&[1_u32, 2, 3], GFP_KERNEL).unwrap();
    v.shrink_to(20_000, GFP_KERNEL).unwrap();
    v.shrink_to(9_900, GFP_KERNEL).unwrap();
    assert_eq!(v.capacity(), 10_000, "nothing would be gained");
    Heap::fail_after(Some(0));
    assert!(v.shrink_to(5_000, GFP_KERNEL).is_err());
    Heap::fail_after(None);
    assert_eq!((v.capacity(), v.len()), (10_000, 3));
    v.shrink_to(5_000, GFP_KERNEL).unwrap();
    assert_eq!(v.capacity(), 5_000);
    v.shrink_to(0, GFP_KERNEL).unwrap();
    assert_eq!(v.capacity(), 3);
    assert_eq!(v, [1, 2, 3]);
    v.clear();
    v.shrink_to(0, GFP_KERNEL).unwrap();
    assert_eq!((v.capacity(), Heap::live()), (0, 0));
    v.push(1, GFP_KERNEL).unwrap();
}

#[test]
fn drain_keeps_the_memory() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let mut v = KVec::from_elem(t.make(3), 8, GFP_KERNEL).unwrap();
    let capacity = v.capacity();
    let mut drain = v.drain_all();
    assert_eq!(drain.len(), 8);
    let first = drain.next().unwrap();
    drop(drain);
    assert_eq!((t.alive(), first.value), (1, 3));
    assert!(v.is_empty() && v.capacity() == capacity);

    // A drain that is forgotten leaks elements, and nothing worse.
    v.push(t.make(1), GFP_KERNEL).unwrap();
    core::mem::forget(v.drain_all());
    assert!(v.is_empty());
    drop((v, first));
    assert_eq!(t.alive(), 1);
}

/// A callback that panics leaves a valid vector.
#[test]
fn panics_leave_no_damage() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let mut v = KVec::from_elem(t.make(3), 8, GFP_KERNEL).unwrap();
    let mut n = 0;
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        v.retain(|_| {
            n += 1;
            assert!(n < 5);
            n % 2 == 0
        });
    }));
    assert!(result.is_err());
    assert_eq!((v.len(), t.alive()), (8, 8));
    drop(v);
    assert_eq!(t.alive(), 0);
}

#[test]
fn slices_and_comparison() {
    let _heap = Heap::start();
    let mut v = kvec![3, 1, 2].unwrap();
    v.sort_unstable();
    v[0] = 10;
    v.as_mut_slice()[1] += 1;
    for x in &mut v {
        *x += 1;
    }
    assert_eq!((&v).into_iter().sum::<i32>(), 19);
    assert_eq!(v, [11, 4, 4]);
    assert_eq!(v, &[11, 4, 4]);
    assert_eq!(v, *[11, 4, 4].as_slice());
    assert_eq!(v, [11, 4, 4].as_slice());
    assert_eq!(v[1..], [4, 4]);
    assert_eq!(v, VVec::from(VBox::new([11, 4, 4], GFP_KERNEL).unwrap()));
    assert_ne!(v, KVVec::default());
    assert_eq!(format!("{v:?}"), "[11, 4, 4]");
    let empty: KVec<u8> = kvec![];
    assert_eq!(empty, [0; 0]);
    assert!(KVec::from(KBox::new([(); 0], GFP_KERNEL).unwrap()).is_empty());
}
