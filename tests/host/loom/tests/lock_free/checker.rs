// SPDX-License-Identifier: GPL-2.0-only

//! The checker itself: what the kernel's memory model allows happens, and what it forbids does not.

use kernel::sync::{
    atomic::{Acquire, Atomic, AtomicFlag, Full, Relaxed, Release},
    barrier::{smp_mb, Full as All, Read, Write},
};
use kernel_loom_tests::{fails, holds, run, share, Mutant};

#[derive(Default)]
struct Two {
    first: Word,
    second: Word,
}

struct Word(Atomic<u32>);

impl Default for Word {
    fn default() -> Self {
        Word(Atomic::new(0))
    }
}

fn message(
    send: fn(&Two),
    receive: fn(&Two) -> (u32, u32),
) -> impl Fn() + Send + Sync + Copy + 'static {
    move || {
        share(Two::default(), |two| {
            let sender = run(move || send(two));
            let (flag, text) = receive(two);
            assert!(flag == 0 || text == 5);
            sender.join();
        })
    }
}

#[test]
fn a_message_comes_with_its_flag() {
    let model = message(
        |two| {
            two.first.0.store(5, Relaxed);
            two.second.0.store(1, Release);
        },
        |two| (two.second.0.load(Acquire), two.first.0.load(Relaxed)),
    );
    holds(model);
    fails(&[Mutant::NoAcquire, Mutant::NoRelease], model);
}

#[test]
fn a_message_comes_with_barriers() {
    let model = message(
        |two| {
            two.first.0.store(5, Relaxed);
            smp_mb(Write);
            two.second.0.store(1, Relaxed);
        },
        |two| {
            let flag = two.second.0.load(Relaxed);
            smp_mb(Read);
            (flag, two.first.0.load(Relaxed))
        },
    );
    holds(model);
    fails(&[Mutant::NoFences], model);
}

#[test]
fn a_full_exchange_sends_and_receives() {
    let model = message(
        |two| {
            two.first.0.store(5, Relaxed);
            two.second.0.xchg(1, Full);
        },
        |two| {
            (
                two.second.0.fetch_add(0u32, Full),
                two.first.0.load(Relaxed),
            )
        },
    );
    holds(model);
    fails(&[Mutant::NoAcquire, Mutant::NoRelease], model);
}

/// Each of two says that it comes, and looks for the other.
fn two_enter() {
    share(Two::default(), |two| {
        let enter = |mine: &Word, theirs: &Word| {
            mine.0.store(1, Relaxed);
            smp_mb(All);
            theirs.0.load(Relaxed) == 0
        };
        let one = run(move || enter(&two.first, &two.second));
        let other = enter(&two.second, &two.first);
        assert!(!(one.join() && other), "both enter");
    });
}

#[test]
fn a_full_barrier_lets_one_in() {
    holds(two_enter);
    fails(&[Mutant::NoFences], two_enter);
}

/// Numbers of each width and sign, and what they hold at first.
fn two_count() {
    share(
        (
            Atomic::new(-3i32),
            Atomic::new(u64::MAX),
            AtomicFlag::new(true),
        ),
        |(small, large, flag)| {
            let its = move || {
                large.add(2u64, Relaxed);
                small.fetch_sub(4i32, Relaxed);
                flag.xchg(false, Relaxed)
            };
            let one = run(its);
            let other = its();
            assert!(one.join() != other, "one finds the flag");
            assert_eq!(small.load(Relaxed), -11);
            assert_eq!(large.load(Relaxed), 3);
            assert_eq!(small.cmpxchg(-11, 4, Relaxed), Ok(-11));
            assert_eq!(small.cmpxchg(-11, 5, Relaxed), Err(4));
        },
    );
}

#[test]
fn nothing_that_is_added_is_lost() {
    holds(two_count);
    fails(&[Mutant::Split], two_count);
}

/// What one thread frees another still uses.
fn used_when_freed() {
    let mut thread = None;
    share(Word::default(), |word| {
        let user = run(move || word.0.add(1u32, Relaxed));
        word.0.add(1u32, Relaxed);
        if kernel_loom_tests::mutant() == Mutant::None {
            user.join();
        } else {
            thread = Some(user);
        }
    });
    thread.into_iter().for_each(|user| user.join());
}

#[test]
fn what_is_freed_is_not_used() {
    holds(used_when_freed);
    fails(&[Mutant::Own], used_when_freed);
}
