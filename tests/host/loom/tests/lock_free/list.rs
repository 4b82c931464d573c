// SPDX-License-Identifier: GPL-2.0-only

//! An object is in one list, once, whoever puts it there or takes it out.

use kernel::{
    list::{impl_list_arc_safe, impl_list_item, AtomicTracker, List, ListArc, ListLinks},
    prelude::*,
    sync::{Arc, UniqueArc},
};
use kernel_loom_tests::{fails, holds, run, Mutant, Payload, Tally};

#[pin_data]
struct Item {
    value: Payload,
    #[pin]
    tracker: AtomicTracker,
    #[pin]
    links: ListLinks,
}

impl_list_arc_safe! {
    impl ListArcSafe<0> for Item { tracked_by tracker: AtomicTracker; }
}
impl_list_item! {
    impl ListItem<0> for Item { using ListLinks { self.links }; }
}

fn make(tally: &Tally) -> ListArc<Item> {
    let item = UniqueArc::pin_init(
        pin_init!(Item {
            value: tally.make(1),
            tracker <- AtomicTracker::new(),
            links <- ListLinks::new(),
        }),
        GFP_KERNEL,
    );
    ListArc::from(item.unwrap())
}

/// Puts the object into a list of its own, if it gets it, and takes it out again.
fn pass(arc: Arc<Item>) -> bool {
    let Some(item) = ListArc::try_from_arc_or_drop(arc) else {
        return false;
    };
    let mut list = List::<Item>::new();
    list.push_back(item);
    let item = list.pop_front();
    assert!(item.is_some_and(|item| item.value.get() == 1));
    true
}

/// Two want an object for a list.
fn two_claim() {
    let tally = Tally::default();
    let arc = make(&tally).into_arc();
    let its = arc.clone();
    let one = run(move || pass(its));
    let other = pass(arc);
    assert!(one.join() || other, "one of them gets it");
    assert_eq!(tally.alive(), 0);
}

/// Both want to keep it.
fn two_keep() {
    let tally = Tally::default();
    let arc = make(&tally).into_arc();
    let its = arc.clone();
    let one = run(move || ListArc::<Item>::try_from_arc(its));
    let other = ListArc::<Item>::try_from_arc(arc);
    assert!(one.join().is_ok() != other.is_ok(), "one of them keeps it");
    drop(other);
    assert_eq!(tally.alive(), 0);
}

/// One looks for an object in its list while another, whose list it is in, takes it out.
fn one_looks_where_it_is_not() {
    let tally = Tally::default();
    let (mine, theirs) = (make(&tally), make(&tally));
    let object = theirs.clone_arc();
    let other = run(move || {
        let mut list = List::<Item>::new();
        list.push_back(theirs);
        drop(list.pop_front());
    });
    let mut list = List::<Item>::new();
    list.push_back(mine);
    assert!(list.remove_member(&object).is_none());
    assert_eq!(list.iter().count(), 1);
    other.join();
    drop((list, object));
    assert_eq!(tally.alive(), 0);
}

/// An object goes from one list to another while its former owner looks for it.
fn one_moves() {
    let tally = Tally::default();
    let item = make(&tally);
    let object = item.clone_arc();
    let mut list = List::<Item>::new();
    list.push_back(make(&tally));
    list.push_back(item);
    let taken = list.pop_back();
    let other = run(move || {
        let mut second = List::<Item>::new();
        second.push_back(make(&Tally::default()));
        taken.into_iter().for_each(|item| second.push_back(item));
        second.pop_back().is_some()
    });
    assert!(list.remove_member(&object).is_none());
    assert!(other.join());
    drop((list, object));
    assert_eq!(tally.alive(), 0);
}

#[test]
fn an_object_is_claimed_by_one() {
    holds(two_keep);
    fails(&[Mutant::Split], two_keep);
}

#[test]
fn who_claims_it_later_sees_what_was_done() {
    holds(two_claim);
    fails(
        &[Mutant::Split, Mutant::NoAcquire, Mutant::NoRelease],
        two_claim,
    );
}

#[test]
fn an_object_of_another_list_is_not_found() {
    holds(one_looks_where_it_is_not);
    holds(one_moves);
    fails(&[Mutant::Split], one_looks_where_it_is_not);
}
