// SPDX-License-Identifier: GPL-2.0-only

//! A queue for those who poll stays as long as one of them has it in hand.

use bindings::{poll_freewait, poll_table, poll_wait, wait_queue_head};
use kernel::{new_poll_condvar, prelude::*, sync::poll::PollCondVar};
use kernel_loom_tests::{fails, holds_within, run, Mutant};

/// Somebody ends his poll while the queue goes.
fn one_ends() {
    let condvar: Pin<KBox<PollCondVar>> =
        KBox::pin_init(new_poll_condvar!("test"), GFP_KERNEL).unwrap();
    let queue: *mut wait_queue_head = (&raw const *condvar).cast_mut().cast();
    let mut table = poll_table {
        id: 1,
        leaves: false,
    };
    // SAFETY: The queue is alive: a `PollCondVar` is nothing else.
    unsafe { poll_wait(std::ptr::null_mut(), queue, &mut table) };
    // SAFETY: The queue waits for who is in it; if it does not, the test fails.
    let poller = run(move || unsafe { poll_freewait(queue, 1) });
    drop(condvar);
    poller.join();
    // Who does not leave when he is told to is such a one, and not a mistake.
    bindings::mistakes();
}

#[test]
fn a_queue_waits_for_who_leaves_it() {
    holds_within(3, one_ends);
    fails(&[Mutant::NoWaiting], one_ends);
}
