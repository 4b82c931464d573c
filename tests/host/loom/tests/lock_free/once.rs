// SPDX-License-Identifier: GPL-2.0-only

//! Messages that come once, or not too often.

use kernel::print::{OnceLite, RateLimit};
use kernel_loom_tests::{fails, holds, run, share, Mutant, Note};

fn two_call() {
    share(OnceLite::new(), |once| {
        let note = Note::default();
        let (first, second) = (note.clone(), note.clone());
        let one = run(move || once.call_once(|| first.add()));
        let other = once.call_once(|| second.add());
        assert!(one.join() != other);
        assert_eq!(note.get(), 1);
        assert!(!once.call_once(|| note.add()));
    });
}

#[test]
fn one_of_two_callers_runs() {
    holds(two_call);
    fails(&[Mutant::Split], two_call);
}

/// C's object is initialised once, and used by nobody before. C has a lock for what comes then; here it
/// only reads the object.
fn two_ask() {
    share(RateLimit::new(), |limit| {
        let one = run(move || limit.allow(c"one"));
        let other = limit.allow(c"other");
        assert!(one.join() || other);
        assert!(limit.allow(c"later"));
    });
}

#[test]
fn a_limit_is_initialised_once_and_before_it_is_used() {
    holds(two_ask);
    fails(
        &[Mutant::Split, Mutant::NoAcquire, Mutant::NoRelease],
        two_ask,
    );
}
