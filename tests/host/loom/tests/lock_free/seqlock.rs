// SPDX-License-Identifier: GPL-2.0-only

//! A copy that readers take is one of the values, not half of one and half of another.

use kernel::{
    prelude::*,
    sync::{new_seqlock, SeqLock},
};
use kernel_loom_tests::{fails, holds, run, share_pinned, Mutant};

type Pair = [u32; 2];

fn lock(value: Pair) -> Pin<KBox<SeqLock<Pair>>> {
    KBox::pin_init(new_seqlock!(value, "pair"), GFP_KERNEL).unwrap()
}

fn one_writes() {
    share_pinned(lock([1, 1]), |pair| {
        let writer = run(move || pair.update(|pair| *pair = [2, 2]));
        let [first, second] = pair.read();
        assert_eq!(first, second, "half of a value");
        writer.join();
        assert_eq!(pair.read(), [2, 2]);
    });
}

fn two_write() {
    share_pinned(lock([0, 0]), |pair| {
        let add = || pair.update(|pair| *pair = pair.map(|half| half + 1));
        let one = run(add);
        add();
        one.join();
        assert_eq!(pair.read(), [2, 2]);
    });
}

#[test]
fn a_reader_sees_a_whole_value() {
    holds(one_writes);
    fails(
        &[Mutant::NoFences, Mutant::NoAcquire, Mutant::NoRelease],
        one_writes,
    );
}

#[test]
fn writers_exclude_each_other() {
    holds(two_write);
    fails(&[Mutant::Split], two_write);
}
