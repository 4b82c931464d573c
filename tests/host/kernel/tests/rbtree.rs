// SPDX-License-Identifier: GPL-2.0-only

//! Trees, against the standard library's ordered map as the model.

use bindings::{heap::Heap, rb_mistakes};
use core::cmp::Ordering;
use kernel::{
    prelude::*,
    rbtree::{CursorMut, Entry, RBTree, RBTreeNode, RBTreeNodeReservation},
};
use kernel_host_tests::{Random, Tracked, Tracker};
use std::collections::BTreeMap;

type Tree = RBTree<u32, Tracked>;
type Model = BTreeMap<u32, u32>;

fn pair((key, value): (&u32, &Tracked)) -> (u32, u32) {
    (*key, value.value)
}

fn plain(node: RBTreeNode<u32, Tracked>) -> (u32, u32) {
    let (key, value) = node.to_key_value();
    (key, value.value)
}

fn before(model: &Model, key: u32) -> Option<(u32, u32)> {
    model.range(..key).next_back().map(|(k, v)| (*k, *v))
}

fn after(model: &Model, key: u32) -> Option<(u32, u32)> {
    model.range(key + 1..).next().map(|(k, v)| (*k, *v))
}

fn check(tree: &Tree, model: &Model, t: &Tracker) {
    assert!(tree
        .iter()
        .map(pair)
        .eq(model.iter().map(|(k, v)| (*k, *v))));
    assert!(tree.keys().eq(model.keys()));
    assert!(tree.values().map(|v| v.value).eq(model.values().copied()));
    assert_eq!(tree.is_empty(), model.is_empty());
    assert_eq!(t.alive(), model.len());
    let front = tree.cursor_front().map(|c| pair(c.current()));
    assert_eq!(front, model.iter().next().map(|(k, v)| (*k, *v)));
    let back = tree.cursor_back().map(|c| pair(c.current()));
    assert_eq!(back, model.iter().next_back().map(|(k, v)| (*k, *v)));
}

/// A cursor must agree with the model at each place that it goes to.
fn wander(mut cursor: CursorMut<'_, u32, Tracked>, model: &mut Model, r: &mut Random) {
    for _ in 0..r.below(12) {
        let key = *cursor.current().0;
        assert_eq!(model.get(&key), Some(&cursor.current().1.value));
        assert_eq!(cursor.peek_prev().map(pair), before(model, key));
        assert_eq!(cursor.peek_next().map(pair), after(model, key));
        let moved = match r.below(9) {
            0 | 1 => cursor.move_next(),
            2 | 3 => cursor.move_prev(),
            4 => {
                let removed = cursor.remove_prev().map(plain);
                assert_eq!(removed, before(model, key));
                removed.map(|(k, _)| model.remove(&k));
                Some(cursor)
            }
            5 => {
                let removed = cursor.remove_next().map(plain);
                assert_eq!(removed, after(model, key));
                removed.map(|(k, _)| model.remove(&k));
                Some(cursor)
            }
            6 => {
                if let Some((k, v)) = cursor.peek_next_mut() {
                    v.value += 1;
                    *model.get_mut(k).unwrap() += 1;
                }
                if let Some((k, v)) = cursor.peek_prev_mut() {
                    v.value += 1;
                    *model.get_mut(k).unwrap() += 1;
                }
                Some(cursor)
            }
            7 => {
                let (k, v) = cursor.current_mut();
                v.value += 1;
                *model.get_mut(k).unwrap() += 1;
                Some(cursor)
            }
            _ => {
                let (left, node) = cursor.remove_current();
                assert_eq!(Some(plain(node).1), model.remove(&key));
                let neighbour = after(model, key).or_else(|| before(model, key));
                assert_eq!(left.as_ref().map(|c| pair(c.current())), neighbour);
                left
            }
        };
        match moved {
            Some(next) => cursor = next,
            None => return,
        }
    }
}

fn step(tree: &mut Tree, model: &mut Model, t: &Tracker, r: &mut Random) {
    let key = u32::try_from(r.below(40)).unwrap();
    let value = u32::try_from(r.below(1000)).unwrap();
    match r.below(14) {
        0..=2 => match tree.try_create_and_insert(key, t.make(value), GFP_KERNEL) {
            Ok(old) => assert_eq!(
                old.map(plain),
                model.insert(key, value).map(|old| (key, old))
            ),
            Err(e) => assert_eq!(e, ENOMEM),
        },
        3 | 4 => match tree.entry(key) {
            Entry::Occupied(mut entry) => {
                assert_eq!(entry.get().value, model[&key]);
                entry.get_mut().value = value;
                assert_eq!(entry.into_mut().value, value);
                model.insert(key, value);
            }
            Entry::Vacant(entry) => {
                assert!(!model.contains_key(&key));
                if let Ok(room) = RBTreeNodeReservation::new(GFP_KERNEL) {
                    assert_eq!(entry.insert(t.make(value), room).value, value);
                    model.insert(key, value);
                }
            }
        },
        5 => assert_eq!(tree.remove(&key).map(|v| v.value), model.remove(&key)),
        6 => assert_eq!(tree.remove_node(&key).map(plain), model.remove_entry(&key)),
        7 => {
            assert_eq!(tree.get(&key).map(|v| v.value), model.get(&key).copied());
            if let Some(v) = tree.get_mut(&key) {
                v.value += 1;
                *model.get_mut(&key).unwrap() += 1;
            }
        }
        8 => {
            let found = tree.cursor_lower_bound(&key).map(|c| pair(c.current()));
            assert_eq!(found, model.range(key..).next().map(|(k, v)| (*k, *v)));
            if let Some(cursor) = tree.cursor_lower_bound_mut(&key) {
                assert_eq!(Some(pair(cursor.current())), found);
                wander(cursor, model, r);
            }
        }
        9 => {
            if let Some(cursor) = tree.cursor_front_mut() {
                wander(cursor, model, r);
            }
        }
        10 => {
            if let Some(cursor) = tree.cursor_back_mut() {
                wander(cursor, model, r);
            }
        }
        11 => {
            // The memory of a removed node serves for another one, of which nothing can fail.
            if let Some(node) = tree.remove_node(&key) {
                let room = node.into_reservation();
                model.remove(&key);
                assert_eq!(t.alive(), model.len());
                Heap::fail_after(Some(0));
                let old = tree.insert(room.into_node(value, t.make(key)));
                Heap::fail_after(None);
                assert_eq!(
                    old.map(plain),
                    model.insert(value, key).map(|old| (value, old))
                );
            }
        }
        12 => {
            let values: Vec<_> = tree.values_mut().collect();
            for value in values {
                value.value ^= 1;
            }
            model.values_mut().for_each(|value| *value ^= 1);
        }
        _ => {
            for (key, value) in &mut *tree {
                value.value += key;
            }
            model.iter_mut().for_each(|(key, value)| *value += key);
            let sum: u32 = (&*tree).into_iter().map(|(_, v)| v.value).sum();
            assert_eq!(sum, model.values().sum());
        }
    }
}

type Vec<T> = std::vec::Vec<T>;

#[test]
fn as_the_model() {
    for seed in 0..60 {
        let _heap = Heap::start();
        let t = Tracker::default();
        let mut r = Random::new(seed);
        let (mut tree, mut model) = (Tree::new(), Model::new());
        for round in 0..150 {
            Heap::fail_after((round % 5 == 4).then_some(0));
            step(&mut tree, &mut model, &t, &mut r);
            Heap::fail_after(None);
            check(&tree, &model, &t);
            assert_eq!(Heap::live(), model.len());
        }
        drop(tree);
        assert_eq!((t.alive(), Heap::live(), rb_mistakes()), (0, 0, 0));
    }
}

#[test]
fn replaced_entries_come_back() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let mut tree = Tree::default();
    for key in 0..50 {
        let node = RBTreeNode::new(key % 10, t.make(key), GFP_KERNEL).unwrap();
        let old = tree.insert(node);
        assert_eq!(old.map(plain), key.checked_sub(10).map(|v| (key % 10, v)));
    }
    assert_eq!((t.alive(), Heap::live()), (10, 10));
}

#[test]
fn what_is_not_inserted_is_freed() {
    let _heap = Heap::start();
    let t = Tracker::default();
    drop(RBTreeNodeReservation::<u32, Tracked>::new(GFP_KERNEL));
    drop(RBTreeNode::new(1, t.make(1), GFP_KERNEL));
    Heap::fail_after(Some(0));
    assert!(RBTreeNode::new(1, t.make(1), GFP_KERNEL).is_err());
    Heap::fail_after(None);
    assert_eq!((t.alive(), Heap::live()), (0, 0));
}

/// A key whose order is nonsense.
struct Liar(std::rc::Rc<std::cell::RefCell<Random>>);

impl Ord for Liar {
    fn cmp(&self, _: &Self) -> Ordering {
        match self.0.borrow_mut().below(8) {
            0 => Ordering::Equal,
            1..=3 => Ordering::Less,
            _ => Ordering::Greater,
        }
    }
}

impl PartialOrd for Liar {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Liar {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Liar {}

#[test]
fn keys_without_order_harm_nobody() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let r = std::rc::Rc::new(std::cell::RefCell::new(Random::new(7)));
    let mut tree = RBTree::new();
    for value in 0..2000 {
        if value % 3 == 0 {
            tree.remove(&Liar(r.clone()));
        } else {
            let _ = tree.try_create_and_insert(Liar(r.clone()), t.make(value), GFP_KERNEL);
        }
    }
    assert_eq!(tree.iter().count(), t.alive());
    assert_eq!((Heap::live(), rb_mistakes()), (t.alive(), 0));
}

#[test]
fn goes_to_other_threads() {
    fn send<T: Send>() {}
    fn sync<T: Sync>() {}
    send::<RBTree<u32, core::cell::Cell<u8>>>();
    send::<RBTreeNodeReservation<std::rc::Rc<u8>, std::rc::Rc<u8>>>();
    sync::<RBTreeNodeReservation<std::rc::Rc<u8>, std::rc::Rc<u8>>>();
    send::<kernel::rbtree::Iter<'_, u32, u8>>();
    send::<kernel::rbtree::IterMut<'_, u32, core::cell::Cell<u8>>>();
    send::<CursorMut<'_, u32, core::cell::Cell<u8>>>();
    sync::<kernel::rbtree::Cursor<'_, u32, u8>>();
}
