// SPDX-License-Identifier: GPL-2.0-only

//! A value that is set once is set by one, and whole for who finds it.

use kernel::sync::SetOnce;
use kernel_loom_tests::{fails, holds, run, share, Mutant, Tally};

/// Two set a value, and a third looks.
fn two_set() {
    let tally = Tally::default();
    share(SetOnce::new(), |cell| {
        let (first, second) = (tally.make(1), tally.make(2));
        let one = run(move || cell.populate(first));
        let two = run(move || cell.populate(second));
        if let Some(value) = cell.as_ref() {
            assert!(matches!(value.get(), 1 | 2));
        }
        let set = (one.join(), two.join());
        assert!(set.0 != set.1, "one of them sets it");
        let value = cell.as_ref().map(|value| value.get());
        assert_eq!(value, Some(if set.0 { 1 } else { 2 }));
        assert_eq!(tally.alive(), 1);
    });
    assert_eq!(tally.alive(), 0);
}

/// One sets what another made.
fn one_sets() {
    let tally = Tally::default();
    share(SetOnce::new(), |cell| {
        let its = tally.clone();
        let one = run(move || cell.populate(its.make(7)));
        if let Some(value) = cell.as_ref() {
            assert_eq!(value.get(), 7);
        }
        assert!(one.join());
    });
    assert_eq!(tally.alive(), 0);
}

#[test]
fn one_of_two_sets_it() {
    holds(two_set);
    fails(&[Mutant::Split], two_set);
}

#[test]
fn who_finds_a_value_sees_it_whole() {
    holds(one_sets);
    fails(&[Mutant::NoAcquire, Mutant::NoRelease], one_sets);
}
