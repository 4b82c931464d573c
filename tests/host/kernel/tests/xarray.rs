// SPDX-License-Identifier: GPL-2.0-only

//! Arrays of objects, against the standard library's ordered map as the model.

use bindings::{heap::Heap, locks};
use kernel::{
    prelude::*,
    sync::Arc,
    xarray::{AllocKind, StoreError, XArray},
};
use kernel_host_tests::{Random, Tracked, Tracker};
use std::collections::BTreeMap;

type Array = XArray<KBox<Tracked>>;

fn array() -> Pin<KBox<Array>> {
    KBox::pin_init(Array::new(AllocKind::Alloc), GFP_KERNEL).unwrap()
}

fn value(t: &Tracker, value: u32) -> KBox<Tracked> {
    KBox::new(t.make(value), GFP_KERNEL).unwrap()
}

#[test]
fn as_the_model() {
    for seed in 0..40 {
        let _heap = Heap::start();
        let t = Tracker::default();
        let mut r = Random::new(seed);
        let xa = array();
        let mut model = BTreeMap::<usize, u32>::new();
        for round in 0..200 {
            let index = match r.below(20) {
                0 => usize::MAX,
                n => n << r.below(8),
            };
            let x = u32::try_from(r.below(1000)).unwrap();
            let mut guard = xa.lock();
            match r.below(6) {
                0..=2 => {
                    let new = value(&t, x);
                    let gfp = if round % 3 == 0 {
                        GFP_KERNEL
                    } else {
                        GFP_ATOMIC
                    };
                    Heap::fail_after((round % 7 == 6).then_some(0));
                    let stored = guard.store(index, new, gfp);
                    Heap::fail_after(None);
                    match stored {
                        Ok(old) => {
                            assert_eq!(old.map(|v| v.value), model.insert(index, x));
                        }
                        Err(StoreError { error, value }) => {
                            assert_eq!((error, value.value, round % 7), (ENOMEM, x, 6));
                        }
                    }
                }
                3 => assert_eq!(guard.remove(index).map(|v| v.value), model.remove(&index)),
                4 => {
                    if let Some(found) = guard.get_mut(index) {
                        found.value += 1;
                        *model.get_mut(&index).unwrap() += 1;
                    }
                }
                _ => assert!(xa.try_lock().is_none()),
            }
            assert_eq!(
                guard.get(index).map(|v| v.value),
                model.get(&index).copied()
            );
            drop(guard);
            assert_eq!(t.alive(), model.len());
        }
        drop(xa);
        assert_eq!((t.alive(), Heap::live()), (0, 0));
        assert!(locks::mistakes().is_empty());
    }
}

#[test]
fn a_failed_store_gives_the_value_back() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let xa = array();
    let mut guard = xa.lock();
    let new = value(&t, 3);
    Heap::fail_after(Some(0));
    let failed = guard.store(5, new, GFP_ATOMIC).err().unwrap();
    assert!(guard.get(5).is_none());
    assert_eq!(failed.value.value, 3);
    assert_eq!(Error::from(failed), ENOMEM);
    Heap::fail_after(None);
    assert_eq!(t.alive(), 0);
}

#[test]
fn storing_under_another_lock_is_seen() {
    use kernel::sync::new_spinlock;
    let _heap = Heap::start();
    let t = Tracker::default();
    let other = KBox::pin_init(new_spinlock!(0), GFP_KERNEL).unwrap();
    let xa = array();
    let new = value(&t, 1);
    let outer = other.lock();
    let stored = xa.lock().store(1, new, GFP_KERNEL);
    assert!(stored.is_ok());
    drop(outer);
    assert!(!locks::mistakes().is_empty());
}

#[test]
fn shared_objects_outlive_their_entry() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let init = XArray::<Arc<Tracked>>::new(AllocKind::Alloc1);
    let xa = KBox::pin_init(init, GFP_KERNEL).unwrap();
    let shared = Arc::new(t.make(4), GFP_KERNEL).unwrap();
    assert!(xa.lock().store(9, shared, GFP_KERNEL).is_ok());
    let kept: Arc<Tracked> = xa.lock().get(9).unwrap().into();
    drop(xa);
    assert_eq!((kept.value, t.alive()), (4, 1));
}

#[test]
fn goes_where_its_objects_may() {
    fn send<T: Send>() {}
    fn sync<T: Sync>() {}
    send::<XArray<KBox<core::cell::Cell<u32>>>>();
    sync::<XArray<KBox<core::cell::Cell<u32>>>>();
}
