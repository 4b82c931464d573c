// SPDX-License-Identifier: GPL-2.0-only

//! The last reference drops the value, after all that others did with it.

use kernel::{prelude::*, sync::Arc};
use kernel_loom_tests::{fails, holds, run, Mutant, Tally};

const ORDERS: [Mutant; 2] = [Mutant::NoAcquire, Mutant::NoRelease];

fn two_drop() {
    let tally = Tally::default();
    let arc = Arc::new(tally.make(4), GFP_KERNEL).unwrap();
    let its = arc.clone();
    let one = run(move || {
        let again = its.clone();
        drop(its);
        assert_eq!(again.get(), 4);
    });
    assert_eq!(arc.get(), 4);
    drop(arc);
    one.join();
    assert_eq!(tally.alive(), 0);
}

fn two_want_it_alone() {
    let tally = Tally::default();
    let arc = Arc::new(tally.make(4), GFP_KERNEL).unwrap();
    let its = arc.clone();
    let one = run(move || Arc::into_unique_or_drop(its).map(|unique| unique.get()));
    let other = Arc::into_unique_or_drop(arc).map(|unique| unique.get());
    assert!(matches!(
        (one.join(), other),
        (Some(4), None) | (None, Some(4))
    ));
    assert_eq!(tally.alive(), 0);
}

#[test]
fn the_last_reference_drops_the_value() {
    holds(two_drop);
    fails(&ORDERS, two_drop);
    fails(&[Mutant::Split], two_drop);
}

#[test]
fn one_of_two_has_it_alone() {
    holds(two_want_it_alone);
    fails(&ORDERS, two_want_it_alone);
    fails(&[Mutant::Split], two_want_it_alone);
}
