// SPDX-License-Identifier: GPL-2.0-only

//! Ranges with objects, against a list of ranges as the model.

use bindings::{heap::Heap, locks};
use core::ops::Bound;
use kernel::{
    maple_tree::{AllocErrorKind, InsertErrorKind, MapleTree, MapleTreeAlloc},
    prelude::*,
};
use kernel_host_tests::{Random, Tracked, Tracker};

/// First number, last number, value.
type Model = std::vec::Vec<(usize, usize, u32)>;

fn value(t: &Tracker, value: u32) -> KBox<Tracked> {
    KBox::new(t.make(value), GFP_KERNEL).unwrap()
}

fn at(model: &Model, index: usize) -> Option<usize> {
    model
        .iter()
        .position(|(first, last, _)| (*first..=*last).contains(&index))
}

#[test]
fn as_the_model() {
    for seed in 0..60 {
        let _heap = Heap::start();
        let t = Tracker::default();
        let mut r = Random::new(seed);
        let init = MapleTreeAlloc::<KBox<Tracked>>::new();
        let tree = KBox::pin_init(init, GFP_KERNEL).unwrap();
        let mut model = Model::new();
        for round in 0..200 {
            let x = u32::try_from(r.below(1000)).unwrap();
            let (first, len) = (r.below(300), r.below(12));
            let last = first + len;
            let fails = round % 6 == 5;
            match r.below(6) {
                0 | 1 => {
                    let new = value(&t, x);
                    Heap::fail_after(fails.then_some(0));
                    let done = tree.insert_range(first..last, new, GFP_KERNEL);
                    Heap::fail_after(None);
                    let taken = (first..last).any(|index| at(&model, index).is_some());
                    match done {
                        Ok(()) => {
                            assert!(!taken && len != 0);
                            model.push((first, last - 1, x));
                        }
                        Err(failed) => {
                            assert_eq!(failed.value.value, x);
                            match failed.cause {
                                InsertErrorKind::Occupied => assert!(taken),
                                InsertErrorKind::InvalidRequest => assert_eq!(len, 0),
                                InsertErrorKind::AllocError(_) => assert!(fails),
                            }
                        }
                    }
                }
                2 => {
                    let new = value(&t, x);
                    Heap::fail_after(fails.then_some(0));
                    let range = (Bound::Excluded(first), Bound::Included(first + 40));
                    let done = tree.alloc_range(len, new, range, GFP_KERNEL);
                    Heap::fail_after(None);
                    let free = (first + 1..=first + 40).find(|start| {
                        let mut place = *start..*start + len;
                        place.end <= first + 41 && place.all(|i| at(&model, i).is_none())
                    });
                    match done {
                        Ok(found) => {
                            assert_eq!(Some(found), free);
                            model.push((found, found + len - 1, x));
                        }
                        Err(failed) => {
                            assert_eq!(failed.value.value, x);
                            match failed.cause {
                                AllocErrorKind::Busy => assert!(free.is_none()),
                                AllocErrorKind::InvalidRequest => assert_eq!(len, 0),
                                AllocErrorKind::AllocError(_) => assert!(fails),
                            }
                        }
                    }
                }
                3 => {
                    let found = at(&model, first).filter(|_| !fails);
                    let gone = found.map(|i| model.remove(i).2);
                    Heap::fail_after(fails.then_some(0));
                    let erased = tree.erase(first);
                    Heap::fail_after(None);
                    assert_eq!(erased.map(|found| found.value), gone);
                }
                4 => {
                    let mut guard = tree.lock();
                    let found = guard.load(first).map(|found| {
                        found.value += 1;
                        found.value
                    });
                    let i = at(&model, first);
                    assert_eq!(
                        found,
                        i.map(|i| {
                            model[i].2 += 1;
                            model[i].2
                        })
                    );
                }
                _ => {
                    model.sort();
                    let mut guard = tree.lock();
                    let mut walk = guard.ma_state(first, first);
                    let max = first + 50;
                    for (start, end, x) in &model {
                        if *end >= first && *start <= max {
                            assert_eq!(walk.find(max).map(|found| found.value), Some(*x));
                        }
                    }
                    assert!(walk.find(max).is_none());
                }
            }
            assert_eq!(t.alive(), model.len());
        }
        drop(tree);
        assert_eq!((t.alive(), Heap::live()), (0, 0));
        assert!(locks::mistakes().is_empty());
    }
}

#[test]
fn ranges_of_all_kinds() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let tree = KBox::pin_init(MapleTree::<KBox<Tracked>>::new(), GFP_KERNEL).unwrap();
    let invalid = |failed: Result<(), kernel::maple_tree::InsertError<_>>| {
        failed.is_err_and(|failed| Error::from(failed) == EINVAL)
    };
    let top = usize::MAX;
    assert!(invalid(tree.insert_range(..0, value(&t, 0), GFP_KERNEL)));
    #[allow(clippy::reversed_empty_ranges)]
    let backwards = 5..=4;
    assert!(invalid(tree.insert_range(
        backwards,
        value(&t, 0),
        GFP_KERNEL
    )));
    let nothing = (Bound::Excluded(top), Bound::Unbounded);
    assert!(invalid(tree.insert_range(
        nothing,
        value(&t, 0),
        GFP_KERNEL
    )));
    assert!(tree.insert(top, value(&t, 1), GFP_KERNEL).is_ok());
    assert!(tree.insert_range(..1, value(&t, 2), GFP_KERNEL).is_ok());
    let full = tree.insert_range(.., value(&t, 3), GFP_KERNEL);
    assert!(full.is_err_and(|failed| Error::from(failed) == EEXIST));
    assert!(tree.erase(0).is_some());
    assert!(tree.insert_range(..top, value(&t, 3), GFP_KERNEL).is_ok());
    assert_eq!(tree.lock().load(top - 1).map(|found| found.value), Some(3));
    drop(tree);
    assert_eq!(t.alive(), 0);
}

/// An object that sleeps while it is dropped.
struct Sleeper;

impl Drop for Sleeper {
    fn drop(&mut self) {
        // SAFETY: Needs nothing.
        unsafe { bindings::might_sleep_at(core::ptr::null(), 0) };
    }
}

#[test]
fn objects_are_dropped_without_the_lock() {
    let heap = Heap::start();
    let init = MapleTree::<KBox<(u64, Sleeper)>>::new();
    let tree = KBox::pin_init(init, GFP_KERNEL).unwrap();
    for index in [0, 7, usize::MAX] {
        let object = KBox::new((1, Sleeper), GFP_KERNEL).unwrap();
        assert!(tree.insert(index, object, GFP_KERNEL).is_ok());
    }
    drop(tree);
    assert!(locks::mistakes().is_empty());
    drop(heap);
}

#[test]
fn exact_fits_and_edges_are_given_out() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let init = MapleTreeAlloc::<KBox<Tracked>>::new();
    let space = KBox::pin_init(init, GFP_KERNEL).unwrap();
    let alloc = |size, range: core::ops::RangeInclusive<usize>| {
        let done = space.alloc_range(size, value(&t, 1), range, GFP_KERNEL);
        done.map_err(Error::from)
    };
    let top = usize::MAX;
    assert_eq!(alloc(10, 20..=29), Ok(20));
    assert_eq!(alloc(10, 20..=29), Err(EBUSY));
    assert_eq!(alloc(1, 30..=30), Ok(30));
    assert_eq!(alloc(11, 30..=39), Err(EINVAL));
    assert_eq!(alloc(5, 25..=35), Ok(31));
    assert_eq!(alloc(2, top - 1..=top), Ok(top - 1));
    assert_eq!(alloc(2, top - 3..=top), Ok(top - 3));
    assert_eq!(alloc(1, top - 3..=top), Err(EBUSY));
    assert_eq!(alloc(top, 0..=top), Err(EBUSY));
    drop(space);
    assert_eq!(t.alive(), 0);
}
