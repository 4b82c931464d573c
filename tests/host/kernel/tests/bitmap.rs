// SPDX-License-Identifier: GPL-2.0-only

//! Bitmaps and pools of numbers, against the standard library's sets as the model.

use bindings::heap::Heap;
use kernel::{
    bitmap::{Bitmap, BitmapVec},
    id_pool::IdPool,
    prelude::*,
};
use kernel_host_tests::Random;
use std::{collections::BTreeSet, marker::PhantomData, panic::RefUnwindSafe, thread};

type Model = BTreeSet<usize>;

fn check(map: &Bitmap, model: &Model, at: usize) {
    assert_eq!(map.last_bit(), model.last().copied());
    assert_eq!(map.next_bit(at), model.range(at..).next().copied());
    let zero = (at..map.len()).find(|index| !model.contains(index));
    assert_eq!(map.next_zero_bit(at), zero);
}

#[test]
fn as_the_model() {
    for seed in 0..60 {
        let _heap = Heap::start();
        let mut r = Random::new(seed);
        let mut map = BitmapVec::new(1 + r.below(300), GFP_KERNEL).unwrap();
        let mut model = Model::new();
        for _ in 0..200 {
            let index = r.below(map.len());
            match r.below(9) {
                0..=2 => {
                    map.set_bit(index);
                    model.insert(index);
                }
                3 | 4 => {
                    map.set_bit_atomic(index);
                    model.insert(index);
                }
                5 => {
                    map.clear_bit(index);
                    model.remove(&index);
                }
                6 => {
                    map.clear_bit_atomic(index);
                    model.remove(&index);
                }
                7 => {
                    let mut other = BitmapVec::new(1 + r.below(300), GFP_KERNEL).unwrap();
                    for index in 0..other.len() {
                        other.set_bit(index);
                    }
                    other.copy_and_extend(&map);
                    model.retain(|index| *index < other.len());
                    map = other;
                }
                _ => {
                    let words = map.len().div_ceil(usize::BITS as usize);
                    let mut raw = std::vec![usize::MAX; words];
                    let len = map.len();
                    // SAFETY: The array has as many bits, and nobody else uses it.
                    let copy = unsafe { Bitmap::from_raw_mut(raw.as_mut_ptr(), len) };
                    copy.copy_and_extend(&map);
                    check(copy, &model, index);
                }
            }
            check(&map, &model, r.below(map.len() + 2));
        }
    }
}

/// Tells whether what is behind a shared reference may change: a cell is not `RefUnwindSafe`, and where
/// a type's own constant is not there for want of a bound the trait's is.
struct Shared<T: ?Sized>(PhantomData<T>);

trait Changes {
    const CHANGES: bool = true;
}

impl<T: ?Sized> Changes for Shared<T> {}

impl<T: ?Sized + RefUnwindSafe> Shared<T> {
    const CHANGES: bool = false;
}

#[test]
fn the_compiler_knows_that_shared_bits_change() {
    const { assert!(Shared::<Bitmap>::CHANGES && !Shared::<[usize]>::CHANGES) };
}

#[test]
fn short_bitmaps_allocate_nothing() {
    let _heap = Heap::start();
    Heap::fail_after(Some(0));
    assert!(BitmapVec::new(BitmapVec::MAX_INLINE_LEN, GFP_KERNEL).is_ok());
    assert!(BitmapVec::new(BitmapVec::MAX_INLINE_LEN + 1, GFP_KERNEL).is_err());
    assert!(BitmapVec::new(BitmapVec::MAX_LEN + 1, GFP_KERNEL).is_err());
    assert_eq!(BitmapVec::new_inline().len(), BitmapVec::MAX_INLINE_LEN);
    Heap::fail_after(None);
}

#[test]
fn bits_of_many_threads() {
    let _heap = Heap::start();
    let map = BitmapVec::new(256, GFP_KERNEL).unwrap();
    thread::scope(|s| {
        for mine in 0..4 {
            let map = &map;
            s.spawn(move || {
                for round in 0..400 {
                    for index in (mine..256).step_by(4) {
                        if (index + round) % 3 == 0 {
                            map.clear_bit_atomic(index);
                        } else {
                            map.set_bit_atomic(index);
                        }
                    }
                }
            });
        }
    });
    for index in 0..256 {
        assert_eq!(map.next_bit(index) == Some(index), (index + 399) % 3 != 0);
    }
}

#[test]
#[should_panic(expected = "WARN_ON")]
fn setting_beyond_the_end_warns() {
    BitmapVec::new_inline().set_bit(BitmapVec::MAX_INLINE_LEN);
}

#[test]
#[should_panic(expected = "WARN_ON")]
fn clearing_beyond_the_end_warns() {
    IdPool::new().release_id(BitmapVec::MAX_INLINE_LEN);
}

#[test]
fn pools_as_the_model() {
    for seed in 0..60 {
        let _heap = Heap::start();
        let mut r = Random::new(seed);
        let mut pool = IdPool::with_capacity(r.below(100), GFP_KERNEL).unwrap();
        let mut model = Model::new();
        let mut late = None;
        for round in 0..300 {
            match r.below(8) {
                0..=3 => {
                    let offset = r.below(pool.capacity() + 2);
                    let free = (offset..pool.capacity()).find(|id| !model.contains(id));
                    let found = pool.find_unused_id(offset);
                    assert_eq!(found.as_ref().map(|id| id.as_usize()), free);
                    if let Some(id) = found {
                        assert_eq!(id.as_u32() as usize, id.as_usize());
                        // Not taken unless it is acquired.
                        if round % 4 != 0 {
                            assert!(model.insert(id.acquire()));
                        }
                    }
                }
                4 => {
                    if let Some(id) = model.iter().nth(r.below(model.len() + 1)).copied() {
                        pool.release_id(id);
                        model.remove(&id);
                    }
                }
                5 => {
                    while model.len() > 3 {
                        let id = model.pop_last().unwrap();
                        pool.release_id(id);
                    }
                }
                6 => {
                    if let Some(request) = pool.shrink_request() {
                        assert!(model.last().is_none_or(|last| *last < pool.capacity() / 4));
                        late = Some(request.realloc(GFP_KERNEL).unwrap());
                    }
                    let before = pool.capacity();
                    if let (Some(resizer), true) = (late.take(), r.below(2) == 0) {
                        pool.shrink(resizer);
                        assert!(pool.capacity() <= before);
                    }
                }
                _ => {
                    if pool.capacity() < 2000 {
                        let request = pool.grow_request().unwrap();
                        Heap::fail_after((round % 5 == 0).then_some(0));
                        if let Ok(resizer) = request.realloc(GFP_KERNEL) {
                            let before = pool.capacity();
                            pool.grow(resizer);
                            assert_eq!(pool.capacity(), (before * 2).max(1));
                        }
                        Heap::fail_after(None);
                    }
                }
            }
            assert!(model.last().is_none_or(|last| *last < pool.capacity()));
            if let Some(id) = model.first() {
                assert_ne!(pool.find_unused_id(*id).map(|id| id.as_usize()), Some(*id));
            }
        }
    }
}

#[test]
fn a_late_resizer_loses_no_number() {
    let _heap = Heap::start();
    let mut pool = IdPool::with_capacity(512, GFP_KERNEL).unwrap();
    let smaller = pool.shrink_request().unwrap().realloc(GFP_KERNEL).unwrap();
    assert_eq!(pool.find_unused_id(400).unwrap().acquire(), 400);
    pool.shrink(smaller);
    assert_eq!(pool.capacity(), 512);
    assert_eq!(pool.find_unused_id(400).unwrap().as_usize(), 401);

    let larger = pool.grow_request().unwrap().realloc(GFP_KERNEL).unwrap();
    let also = pool.grow_request().unwrap().realloc(GFP_KERNEL).unwrap();
    pool.grow(larger);
    assert_eq!(pool.find_unused_id(1000).unwrap().acquire(), 1000);
    pool.grow(also);
    assert_eq!(pool.find_unused_id(1000).unwrap().as_usize(), 1001);
}
