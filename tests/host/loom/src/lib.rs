// SPDX-License-Identifier: GPL-2.0-only

//! What the tests share: a value that knows who touches it, and threads of a model.

use bindings::heap::Heap;
use kernel::prelude::*;
use loom::cell::UnsafeCell;
use std::{
    cell::Cell,
    rc::Rc,
    sync::atomic::{AtomicUsize, Ordering},
};
pub use watched::{explore, mutant, Mutant};

/// Runs a model in all its executions: all is well.
#[track_caller]
pub fn holds(model: impl Fn() + Send + Sync + Copy + 'static) {
    holds_within(None, model);
}

/// Runs a model in its executions in which no more than so many times a thread is interrupted that could
/// go on.
#[track_caller]
pub fn holds_within(
    interruptions: impl Into<Option<usize>>,
    model: impl Fn() + Send + Sync + Copy + 'static,
) {
    let executions = explore(Mutant::None, interruptions.into(), move || checked(model));
    println!("{executions} executions");
    assert!(executions > 1, "threads do not meet");
}

/// Runs a model that is spoilt, which fails.
#[track_caller]
pub fn fails(mutants: &[Mutant], model: impl Fn() + Send + Sync + Copy + 'static) {
    for mutant in mutants {
        let caught = watched::caught(*mutant, Some(3), move || checked(model));
        Heap::forget();
        assert!(caught, "{mutant:?} is not found");
    }
}

/// An execution leaves no memory behind, and makes no mistake with it.
fn checked(model: impl Fn()) {
    model();
    Heap::check();
}

/// Gives a value to the threads of an execution, which have ended when `f` returns.
pub fn share<T: 'static>(value: T, f: impl FnOnce(&'static T)) {
    share_pinned(KBox::pin(value, GFP_KERNEL).unwrap(), f);
}

/// As [`share`], with a value that does not move.
pub fn share_pinned<T: 'static>(value: Pin<KBox<T>>, f: impl FnOnce(&'static T)) {
    // SAFETY: The value stays where it is until it is dropped below.
    let ptr = KBox::into_raw(unsafe { Pin::into_inner_unchecked(value) });
    // SAFETY: It is not freed before `f` returns. No thread uses it then, or the test fails.
    f(unsafe { &*ptr });
    // SAFETY: It is that of the box.
    drop(unsafe { KBox::from_raw(ptr) });
}

/// What a thread of a model does.
pub struct Thread<R>(loom::thread::JoinHandle<R>);

/// Starts a thread.
pub fn run<R: 'static>(f: impl FnOnce() -> R + 'static) -> Thread<R> {
    Thread(loom::thread::spawn(f))
}

impl<R> Thread<R> {
    /// Waits for its end.
    pub fn join(self) -> R {
        self.0.join().unwrap()
    }
}

/// Counts values.
#[derive(Clone, Default)]
pub struct Tally(std::sync::Arc<[AtomicUsize; 2]>);

impl Tally {
    /// A value.
    pub fn make(&self, value: u32) -> Payload {
        self.0[0].fetch_add(1, Ordering::Relaxed);
        Payload {
            value: UnsafeCell::new(value),
            alive: true,
            tally: self.clone(),
        }
    }

    /// How many are alive.
    pub fn alive(&self) -> usize {
        self.0[0].load(Ordering::Relaxed) - self.0[1].load(Ordering::Relaxed)
    }
}

/// A value of which loom knows who reads it, and that it is dropped once, by who has it alone.
pub struct Payload {
    value: UnsafeCell<u32>,
    alive: bool,
    tally: Tally,
}

// SAFETY: The number is read by `&self`, and written by who drops it.
unsafe impl Sync for Payload {}

impl Payload {
    /// Reads it.
    pub fn get(&self) -> u32 {
        assert!(self.alive, "used after it was dropped");
        // SAFETY: Nobody writes it; loom checks that.
        self.value.with(|value| unsafe { *value })
    }
}

impl Drop for Payload {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        assert!(self.alive, "dropped twice");
        self.alive = false;
        self.value.with_mut(|_| ());
        self.tally.0[1].fetch_add(1, Ordering::Relaxed);
    }
}

/// A flag that the threads of an execution set without loom knowing.
#[derive(Clone, Default)]
pub struct Note(Rc<Cell<u32>>);

// SAFETY: All threads of an execution are one of the host.
unsafe impl Send for Note {}

// SAFETY: As above.
unsafe impl Sync for Note {}

impl Note {
    /// Counts.
    pub fn add(&self) {
        self.0.set(self.0.get() + 1);
    }

    /// How much was counted.
    pub fn get(&self) -> u32 {
        self.0.get()
    }
}
