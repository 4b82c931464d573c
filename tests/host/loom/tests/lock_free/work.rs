// SPDX-License-Identifier: GPL-2.0-only

//! The pointer that a queue has comes back, or its function is called with it.

use crate::{
    users::{alone, file::CodeUsers, nobody_is_left},
    workqueue::*,
};
use bindings::workqueue_struct;
use kernel::{prelude::*, sync::Arc};
use kernel_loom_tests::{fails, holds, holds_within, run, share, Mutant, Note, Payload, Tally};

#[pin_data]
struct Item {
    payload: Payload,
    calls: Note,
    #[pin]
    work: DelayedWork<Item>,
}

impl_has_delayed_work! {
    impl HasDelayedWork<Self> for Item { self.work }
}

impl WorkItem for Item {
    type Pointer = Arc<Item>;

    fn run(this: Arc<Item>) {
        assert_eq!(this.payload.get(), 6);
        this.calls.add();
    }
}

fn item(tally: &Tally, calls: &Note) -> Arc<Item> {
    let (payload, calls) = (tally.make(6), calls.clone());
    let item = Arc::pin_init(
        pin_init!(Item {
            payload,
            calls,
            work <- new_delayed_work!("item"),
        }),
        GFP_KERNEL,
    );
    item.unwrap()
}

/// Runs `f` beside so many workers, and one later; all references are gone then, and nobody uses the code.
fn beside(workers: usize, f: impl FnOnce(&'static workqueue_struct, &Arc<Item>, &Note)) {
    let tally = Tally::default();
    share(workqueue_struct::default(), |queue| {
        let calls = Note::default();
        let item = item(&tally, &calls);
        assert!(enqueue(queue, item.clone()).is_ok());
        let workers: std::vec::Vec<_> = (0..workers).map(|_| run(move || queue.work())).collect();
        f(queue, &item, &calls);
        workers.into_iter().for_each(|worker| worker.join());
        queue.work();
        assert_eq!(tally.alive(), 1, "somebody has dropped what was not his");
        drop(item);
    });
    nobody_is_left();
    assert_eq!(tally.alive(), 0);
}

fn one_cancels() {
    beside(1, |_, item, calls| {
        let taken = cancel_delayed_sync(item);
        let times = if taken.is_some() { 0 } else { 1 };
        assert_eq!(calls.get(), times, "not cancelled, and not called");
    });
}

/// As if it had no timer.
fn one_cancels_as_any_work() {
    beside(1, |_, item, calls| {
        let taken = cancel_sync(item);
        assert_eq!(calls.get(), if taken.is_some() { 0 } else { 1 });
    });
}

fn one_enqueues_again() {
    beside(1, |queue, item, calls| match enqueue(queue, item.clone()) {
        Ok(()) => (),
        Err(back) => {
            assert!(Arc::ptr_eq(&back, item));
            assert!(calls.get() <= 1);
        }
    });
}

fn two_cancel() {
    beside(0, |_, item, calls| {
        let its = item.clone();
        let other = run(move || cancel_delayed_sync(&its).is_some());
        let mine = cancel_delayed_sync(item).is_some();
        assert!(mine != other.join(), "one has the pointer");
        assert_eq!(calls.get(), 0);
    });
}

/// A thread of a module's enqueues work and leaves, while the module waits to go.
fn one_enqueues_for_a_module_that_goes() {
    let tally = Tally::default();
    share(workqueue_struct::default(), |queue| {
        let data = tally.make(2);
        // SAFETY: It is there until the users have left, or the test fails.
        let shared = unsafe { &*(&raw const data) };
        let item = item(&tally, &Note::default());
        CodeUsers::own().enter();
        let user = run(move || {
            assert!(enqueue(queue, item).is_ok());
            assert_eq!(shared.get(), 2);
            CodeUsers::own().leave();
        });
        let worker = run(move || queue.work_once());
        nobody_is_left();
        drop(data);
        user.join();
        worker.join();
    });
    assert_eq!(tally.alive(), 0);
}

#[test]
fn work_is_called_or_comes_back() {
    let _alone = alone();
    holds(one_cancels);
    holds(one_cancels_as_any_work);
    holds(one_enqueues_again);
    holds(two_cancel);
    holds_within(3, one_enqueues_for_a_module_that_goes);
    fails(&[Mutant::Own], one_cancels);
}
