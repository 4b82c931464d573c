// SPDX-License-Identifier: GPL-2.0-only

//! A module goes when the last of its users has left, and sees what they did.

#[path = "../../../../../rust/kernel/module/users.rs"]
#[allow(dead_code)]
pub(crate) mod file;

use self::file::CodeUsers;
use kernel_loom_tests::{fails, holds, run, share, Mutant, Tally};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// For a test that counts users of the code that is compiled here: no other does at the same time, and none
/// is left of one that failed.
pub(crate) fn alone() -> MutexGuard<'static, ()> {
    static TEST: Mutex<()> = Mutex::new(());
    let alone = TEST.lock().unwrap_or_else(PoisonError::into_inner);
    let count = (&raw const *CodeUsers::own()).cast_mut().cast::<isize>();
    // SAFETY: It is nothing but a count, which changes behind shared references, and nobody has it now.
    unsafe { count.write(0) };
    alone
}

/// Waits for those of the code that is compiled here.
pub(crate) fn nobody_is_left() {
    CodeUsers::own().wait();
}

const ORDERS: [Mutant; 2] = [Mutant::NoAcquire, Mutant::NoRelease];

/// Two calls of a module's code, which uses the module's data until it leaves.
fn two_leave() {
    let tally = Tally::default();
    let mut data = None;
    share(CodeUsers::new(b"test"), |users| {
        let payload = std::sync::Arc::new(tally.make(1));
        let threads = [(); 2].map(|()| {
            users.enter();
            let payload = std::sync::Arc::as_ptr(&payload);
            // SAFETY: It is there until the users have left, or the test fails.
            let payload = unsafe { &*payload };
            run(move || {
                assert_eq!(payload.get(), 1);
                users.leave();
            })
        });
        users.wait();
        // Those who left have nothing more to do with the module, whose count is freed by `share()`.
        drop(payload);
        data = Some(threads);
    });
    data.into_iter().flatten().for_each(|user| user.join());
    assert_eq!(tally.alive(), 0);
}

/// A user that brings another, as work that enqueues itself.
fn one_brings_another() {
    let tally = Tally::default();
    let mut first = None;
    share(CodeUsers::new(b"test"), |users| {
        let payload = tally.make(1);
        // SAFETY: It is there until the users have left, or the test fails.
        let shared = unsafe { &*(&raw const payload) };
        users.enter();
        first = Some(run(move || {
            users.enter();
            let second = run(move || {
                assert_eq!(shared.get(), 1);
                users.leave();
            });
            users.leave();
            second
        }));
        users.wait();
        drop(payload);
    });
    first.into_iter().for_each(|first| first.join().join());
}

#[test]
fn who_waits_for_users_sees_what_they_did() {
    holds(two_leave);
    fails(&ORDERS, two_leave);
    fails(&[Mutant::Split], two_leave);
}

#[test]
fn a_user_that_brings_another_is_counted_until_both_have_left() {
    holds(one_brings_another);
    fails(&ORDERS, one_brings_another);
    fails(&[Mutant::Split], one_brings_another);
}
