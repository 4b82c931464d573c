// SPDX-License-Identifier: GPL-2.0-only

//! Lists of shared objects, against the standard library's queue as the model.

#![feature(arbitrary_self_types)]

use bindings::heap::Heap;
use kernel::{
    list::{
        impl_list_arc_safe, impl_list_item, AtomicTracker, Cursor, List, ListArc, ListLinks,
        ListLinksSelfPtr,
    },
    prelude::*,
    sync::{Arc, UniqueArc},
};
use kernel_host_tests::{Random, Tracked, Tracker};
use std::{
    collections::VecDeque,
    sync::{
        atomic::{AtomicUsize, Ordering},
        Mutex,
    },
    thread,
};

type Vec<T> = std::vec::Vec<T>;

#[pin_data]
struct Item {
    value: Tracked,
    #[pin]
    tracker: AtomicTracker,
    #[pin]
    links: ListLinks,
    #[pin]
    other: ListLinks<7>,
}

impl_list_arc_safe! {
    impl ListArcSafe<0> for Item { tracked_by tracker: AtomicTracker; }
    impl ListArcSafe<7> for Item { untracked; }
}
impl_list_item! {
    impl ListItem<0> for Item { using ListLinks { self.links }; }
    impl ListItem<7> for Item { using ListLinks { self.other }; }
}

fn unique(t: &Tracker, value: u32) -> Pin<UniqueArc<Item>> {
    UniqueArc::pin_init(
        pin_init!(Item {
            value: t.make(value),
            tracker <- AtomicTracker::new(),
            links <- ListLinks::new(),
            other <- ListLinks::new(),
        }),
        GFP_KERNEL,
    )
    .unwrap()
}

fn make(t: &Tracker, value: u32) -> ListArc<Item> {
    unique(t, value).into()
}

type Model = VecDeque<u32>;

fn check(list: &List<Item>, model: &Model) {
    assert!(list
        .iter()
        .map(|item| item.value.value)
        .eq(model.iter().copied()));
    assert_eq!(list.iter().clone().count(), model.len());
    assert_eq!(list.is_empty(), model.is_empty());
}

/// A cursor at `at` must do what the model does.
fn wander(
    mut cursor: Cursor<'_, Item>,
    mut at: usize,
    model: &mut Model,
    t: &Tracker,
    r: &mut Random,
) {
    for _ in 0..r.below(10) {
        let next = model.get(at).copied();
        let prev = at.checked_sub(1).map(|at| model[at]);
        assert_eq!(cursor.peek_next().map(|item| item.value.value), next);
        assert_eq!(cursor.peek_prev().map(|item| item.arc().value.value), prev);
        let x = u32::try_from(r.below(1000)).unwrap();
        match r.below(8) {
            0 | 1 => {
                assert_eq!(cursor.move_next(), next.is_some());
                at += usize::from(next.is_some());
            }
            2 | 3 => {
                assert_eq!(cursor.move_prev(), prev.is_some());
                at -= usize::from(prev.is_some());
            }
            4 => {
                cursor.insert_next(make(t, x));
                model.insert(at, x);
            }
            5 => {
                cursor.insert_prev(make(t, x));
                model.insert(at, x);
                at += 1;
            }
            6 => {
                assert_eq!(cursor.remove_next().map(|item| item.value.value), next);
                next.map(|_| model.remove(at));
            }
            _ => {
                assert_eq!(cursor.remove_prev().map(|item| item.value.value), prev);
                if prev.is_some() {
                    at -= 1;
                    model.remove(at);
                }
            }
        }
    }
    let x = u32::try_from(r.below(1000)).unwrap();
    if x % 2 == 0 {
        cursor.insert(make(t, x));
        model.insert(at, x);
    }
}

fn step(
    lists: &mut [List<Item>; 2],
    models: &mut [Model; 2],
    kept: &mut Vec<Arc<Item>>,
    t: &Tracker,
    r: &mut Random,
) {
    let which = r.below(2);
    let x = u32::try_from(r.below(1000)).unwrap();
    let (list, model) = (&mut lists[which], &mut models[which]);
    match r.below(12) {
        0 | 1 => {
            let item = make(t, x);
            if kept.len() < 8 {
                kept.push(item.clone_arc());
            }
            list.push_back(item);
            model.push_back(x);
        }
        2 | 3 => {
            list.push_front(make(t, x));
            model.push_front(x);
        }
        4 => assert_eq!(
            list.pop_back().map(|item| item.value.value),
            model.pop_back()
        ),
        5 => assert_eq!(
            list.pop_front().map(|item| item.value.value),
            model.pop_front()
        ),
        6 => wander(list.cursor_front(), 0, model, t, r),
        7 => wander(list.cursor_back(), model.len(), model, t, r),
        8 => {
            let [first, second] = lists;
            if which == 0 {
                first.push_all_back(second);
            } else {
                second.push_all_back(first);
            }
            let moved = std::mem::take(&mut models[1 - which]);
            models[which].extend(moved);
        }
        9 => {
            models.swap(0, 1);
            lists.swap(0, 1);
        }
        _ => {
            // An object is taken out of the list that it is in, and out of no other.
            if kept.is_empty() {
                return;
            }
            let item = kept.swap_remove(r.below(kept.len()));
            let at =
                |list: &List<Item>| list.iter().position(|i| Arc::ptr_eq(&Arc::from(i), &item));
            let place = at(list);
            let removed = list.remove_member(&item);
            assert_eq!(removed.is_some(), place.is_some());
            if let Some(place) = place {
                assert_eq!(model.remove(place), Some(item.value.value));
                assert!(ListArc::<Item>::try_from_arc(item.clone()).is_err());
                drop(removed);
                assert!(list.remove_member(&item).is_none());
            } else if let Some(place) = at(&lists[1 - which]) {
                // In the other one it still is.
                assert_eq!(models[1 - which][place], item.value.value);
            } else if let Some(free) = ListArc::<Item>::try_from_arc_or_drop(item) {
                models[which].push_back(free.value.value);
                lists[which].push_back(free);
            }
        }
    }
}

#[test]
fn as_the_model() {
    for seed in 0..80 {
        let _heap = Heap::start();
        let t = Tracker::default();
        let mut r = Random::new(seed);
        let (mut lists, mut models) = (<[List<Item>; 2]>::default(), <[Model; 2]>::default());
        let mut kept = Vec::new();
        for _ in 0..200 {
            step(&mut lists, &mut models, &mut kept, &t, &mut r);
            check(&lists[0], &models[0]);
            check(&lists[1], &models[1]);
        }
        kept.clear();
        assert_eq!(t.alive(), models[0].len() + models[1].len());
        let [first, second] = lists;
        let (mut both, mut back) = (first.into_iter(), Vec::new());
        while let Some(item) = both.next_back() {
            back.push(item.value.value);
            if let Some(item) = both.next() {
                assert_eq!(Some(item.value.value), models[0].pop_front());
            }
        }
        assert!(back.into_iter().rev().eq(models[0].iter().copied()));
        drop(second);
        assert_eq!((t.alive(), Heap::live()), (0, 0));
    }
}

#[test]
fn a_list_that_moves_keeps_its_members() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let mut here = List::new();
    let item = make(&t, 1);
    let shared = item.clone_arc();
    here.push_back(item);
    here.push_back(make(&t, 2));

    let there = std::mem::take(&mut here);
    here.push_back(make(&t, 3));
    // The object is in a list with this number, but not in this one.
    assert!(here.remove_member(&shared).is_none());
    // SAFETY: None is asked for.
    assert!(unsafe { here.remove(&shared) }.is_none());
    assert!(there.iter().map(|i| i.value.value).eq([1, 2]));
    let mut there = std::boxed::Box::new(there);
    assert!(there.remove_member(&shared).is_some());
    assert!(there.iter().map(|i| i.value.value).eq([2]));
    assert!(there.remove_member(&shared).is_none());

    here.push_all_back(&mut there);
    assert!(there.is_empty());
    assert!(here.iter().map(|i| i.value.value).eq([3, 2]));
}

/// An object of which the books know nothing, as they are one thread's.
#[pin_data]
struct Shared {
    #[pin]
    tracker: AtomicTracker,
    #[pin]
    links: ListLinks,
}

impl_list_arc_safe! {
    impl ListArcSafe<0> for Shared { tracked_by tracker: AtomicTracker; }
}
impl_list_item! {
    impl ListItem<0> for Shared { using ListLinks { self.links }; }
}

#[test]
fn removal_races_a_list_that_is_dropped() {
    let heap = Heap::start();
    let mut objects = Vec::new();
    for _ in 0..64 {
        let init = pin_init!(Shared {
            tracker <- AtomicTracker::new(),
            links <- ListLinks::new(),
        });
        objects.push(Arc::pin_init(init, GFP_KERNEL).unwrap());
    }
    let list = Mutex::new(List::<Shared>::new());
    let (removed, working) = (AtomicUsize::new(0), AtomicUsize::new(2));
    thread::scope(|s| {
        // One thread takes the list away, under the lock, and drops it without.
        s.spawn(|| {
            while working.load(Ordering::Relaxed) != 0 {
                let away = std::mem::take(&mut *list.lock().unwrap());
                for item in away {
                    drop(item);
                    thread::yield_now();
                }
            }
        });
        // Others look for their objects where the list was, and put them back in.
        for mine in objects.chunks(32) {
            let (list, removed, working) = (&list, &removed, &working);
            s.spawn(move || {
                for object in mine.iter().cycle().take(300_000) {
                    let taken = list.lock().unwrap().remove_member(object);
                    if taken.is_some() {
                        removed.fetch_add(1, Ordering::Relaxed);
                    }
                    drop(taken);
                    if let Some(free) = ListArc::try_from_arc_borrow(object.as_arc_borrow()) {
                        list.lock().unwrap().push_back(free);
                    }
                }
                working.fetch_sub(1, Ordering::Relaxed);
            });
        }
    });
    drop(list);
    assert!(removed.into_inner() > 0);
    // Nobody has them any more.
    for object in &objects {
        assert!(ListArc::<Shared>::try_from_arc(object.clone()).is_ok());
    }
    objects.clear();
    assert_eq!(Heap::live(), 0);
    drop(heap);
}

#[test]
fn one_list_arc_at_a_time() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let first = make(&t, 1);
    let arc = first.clone_arc();
    assert!(ListArc::<Item>::try_from_arc(arc.clone()).is_err());
    assert!(ListArc::<Item>::try_from_arc_borrow(arc.as_arc_borrow()).is_none());
    assert!(ListArc::<Item>::try_from_arc_or_drop(arc.clone()).is_none());
    assert!(Arc::ptr_eq(first.as_ref(), &arc));
    let raw = first.into_raw();
    assert!(ListArc::<Item>::try_from_arc(arc.clone()).is_err());
    // SAFETY: The pointer is from `into_raw()`, and taken back once.
    let first = unsafe { ListArc::<Item>::from_raw(raw) };
    drop(first.into_arc());
    let second = ListArc::<Item>::try_from_arc(arc).ok().unwrap();
    assert!(ListArc::ptr_eq(&second, &second));

    // The last reference gets one in any case.
    let arc = second.clone_arc();
    std::mem::forget(second);
    // SAFETY: That of the `ListArc` that was forgotten.
    drop(unsafe { Arc::from_raw(Arc::as_ptr(&arc)) });
    let third = ListArc::<Item>::try_from_arc_or_drop(arc).unwrap();
    assert_eq!(third.as_arc_borrow().value.value, 1);
}

#[test]
fn in_two_lists_at_once() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let (mut first, mut second) = (List::<Item>::new(), List::<Item, 7>::new());
    for value in 0..4 {
        let (a, b) = ListArc::<Item>::pair_from_pin_unique::<7>(unique(&t, value));
        first.push_back(a);
        second.push_front(b);
    }
    assert!(first.iter().map(|i| i.value.value).eq([0, 1, 2, 3]));
    let item = first.pop_front().unwrap();
    assert!(second.remove_member(&item).is_some());
    assert!(second.iter().map(|i| i.value.value).eq([3, 2, 1]));
    drop(first);
    assert_eq!(t.alive(), 4);
    drop((second, item));
    assert_eq!(t.alive(), 0);
}

trait Deliver: kernel::list::ListArcSafe {
    fn deliver(&self) -> u32;
}

/// An object of any type, as drivers build them.
#[pin_data]
struct Wrap<T: ?Sized> {
    #[pin]
    links: ListLinksSelfPtr<Wrap<dyn Deliver>>,
    #[pin]
    wrapped: T,
}

impl_list_arc_safe! {
    impl{T: kernel::list::ListArcSafe + ?Sized} ListArcSafe<0> for Wrap<T> {
        tracked_by wrapped: T;
    }
}
impl_list_item! {
    impl ListItem<0> for Wrap<dyn Deliver> { using ListLinksSelfPtr { self.links.inner }; }
}

#[pin_data]
struct Message {
    text: Tracked,
    #[pin]
    tracker: AtomicTracker,
}

struct Number(u8);

impl_list_arc_safe! {
    impl ListArcSafe<0> for Message { tracked_by tracker: AtomicTracker; }
    impl ListArcSafe<0> for Number { untracked; }
}

impl Deliver for Message {
    fn deliver(&self) -> u32 {
        self.text.value
    }
}

impl Deliver for Number {
    fn deliver(&self) -> u32 {
        self.0.into()
    }
}

#[test]
fn objects_of_many_types() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let message = Arc::pin_init(
        pin_init!(Wrap {
            links <- ListLinksSelfPtr::new(),
            wrapped <- pin_init!(Message { text: t.make(300), tracker <- AtomicTracker::new() }),
        }),
        GFP_KERNEL,
    )
    .unwrap();
    let number = UniqueArc::pin_init(
        pin_init!(Wrap { links <- ListLinksSelfPtr::new(), wrapped: Number(5) }),
        GFP_KERNEL,
    )
    .unwrap();

    let first: ListArc<Wrap<Message>> = ListArc::try_from_arc(message.clone()).ok().unwrap();
    let mut list = List::<Wrap<dyn Deliver>>::new();
    list.push_back(first);
    list.push_back(ListArc::from(number) as ListArc<Wrap<Number>>);
    assert!(ListArc::<Wrap<Message>>::try_from_arc(message.clone()).is_err());
    assert!(list.iter().map(|item| item.wrapped.deliver()).eq([300, 5]));
    assert!(list.remove_member(&*message).is_some());
    assert!(list.iter().map(|item| item.wrapped.deliver()).eq([5]));
    let _again: ListArc<Wrap<Message>> = ListArc::try_from_arc(message).ok().unwrap();
}

mod fields {
    use super::*;
    use kernel::list::{define_list_arc_field_getter, ListArcField};

    struct Packet {
        tries: ListArcField<u32, 2>,
        len: ListArcField<u8>,
    }

    impl_list_arc_safe! {
        impl ListArcSafe<0> for Packet { untracked; }
        impl ListArcSafe<2> for Packet { untracked; }
    }

    impl Packet {
        define_list_arc_field_getter! {
            fn tries(&self<2>) -> &u32 { tries }
            fn tries_mut(&mut self<2>) -> &mut u32 { tries }
            fn len(&self) -> &u8 { len }
        }
    }

    #[test]
    fn go_with_their_list_arc() {
        let _heap = Heap::start();
        let mut packet = Packet {
            tries: ListArcField::new(1),
            len: ListArcField::new(2),
        };
        *packet.tries.get_mut() += 1;
        let packet = UniqueArc::new(packet, GFP_KERNEL).unwrap();
        let (a, mut b) = ListArc::<Packet>::pair_from_unique::<2>(packet);
        *b.tries_mut() += 1;
        assert_eq!((*a.len(), *b.tries()), (2, 3));
    }
}
