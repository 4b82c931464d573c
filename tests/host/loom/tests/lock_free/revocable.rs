// SPDX-License-Identifier: GPL-2.0-only

//! An object that is taken away is dropped once, and not while it is used.

use kernel::{prelude::*, revocable::Revocable, sync::rcu};
use kernel_loom_tests::{fails, holds, holds_within, run, share_pinned, Mutant, Payload, Tally};

type Shared = Pin<KBox<Revocable<Payload>>>;

fn object(tally: &Tally) -> Shared {
    KBox::pin_init(Revocable::new(tally.make(3)), GFP_KERNEL).unwrap()
}

fn look(object: &Revocable<Payload>) -> Option<u32> {
    object.try_access_with(|payload| payload.get())
}

fn one_revokes() {
    let tally = Tally::default();
    share_pinned(object(&tally), |object| {
        let reader = run(move || look(object));
        assert!(object.revoke());
        assert_eq!(look(object), None);
        assert_eq!(tally.alive(), 0);
        assert!(matches!(reader.join(), None | Some(3)));
    });
    assert_eq!(tally.alive(), 0);
}

fn two_revoke() {
    let tally = Tally::default();
    share_pinned(object(&tally), |object| {
        let one = run(move || object.revoke());
        let other = object.revoke();
        assert!(one.join() != other, "one of them revokes it");
        assert_eq!(tally.alive(), 0);
    });
}

/// Two look, the second by a section of its own, and one revokes.
fn two_look() {
    let tally = Tally::default();
    share_pinned(object(&tally), |object| {
        let one = run(move || look(object));
        let two = run(move || {
            let section = rcu::read_lock();
            object.try_access_with_guard(&section).map(Payload::get)
        });
        assert!(object.revoke());
        assert!(matches!(one.join(), None | Some(3)));
        assert!(matches!(two.join(), None | Some(3)));
    });
    assert_eq!(tally.alive(), 0);
}

/// One looks while nobody revokes it, and it goes with its memory.
fn none_revokes() {
    let tally = Tally::default();
    share_pinned(object(&tally), |object| {
        let reader = run(move || look(object));
        assert_eq!(look(object), Some(3));
        assert_eq!(reader.join(), Some(3));
    });
    assert_eq!(tally.alive(), 0);
}

#[test]
fn who_revokes_waits_for_who_uses() {
    holds(one_revokes);
    // What is before the waiting and what is after it is RCU's to order.
    fails(&[Mutant::NoWaiting], one_revokes);
}

#[test]
fn one_of_two_drops_it() {
    holds(two_revoke);
    fails(&[Mutant::Split], two_revoke);
}

#[test]
fn all_who_use_it_are_waited_for() {
    holds_within(2, two_look);
    fails(&[Mutant::NoWaiting], two_look);
}

#[test]
fn what_is_not_revoked_is_dropped_at_last() {
    holds(none_revokes);
}
