// SPDX-License-Identifier: GPL-2.0-only

//! Runs a model, as it is or spoilt.

use crate::execution::{self, with};
use std::{
    panic::{catch_unwind, resume_unwind, AssertUnwindSafe},
    sync::{
        atomic::{AtomicUsize, Ordering},
        Arc,
    },
};

/// How a model is spoilt, to see that the test would find it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mutant {
    /// Not at all.
    #[default]
    None,
    /// What asks for acquire is relaxed.
    NoAcquire,
    /// What asks for release is relaxed.
    NoRelease,
    /// Fences do nothing.
    NoFences,
    /// An exchange, or an addition, is a load and a store.
    Split,
    /// [`wait_for_readers`](crate::wait_for_readers) does not.
    NoWaiting,
    /// What the test itself does wrong.
    Own,
}

/// How the running model is spoilt.
pub fn mutant() -> Mutant {
    with(|execution| execution.mutant).unwrap_or_default()
}

/// Lets other threads go on until they have done something.
pub fn spin() {
    rest();
}

/// As [`spin`], and tells whether there are such threads: false outside of a model.
pub fn rest() -> bool {
    let inside = with(|_| ()).is_some();
    if inside {
        loom::thread::yield_now();
    }
    inside
}

/// Runs a model in all its executions and returns how many there were.
///
/// `preemptions` limits how often a thread is interrupted that could go on.
///
/// # Panics
///
/// If an execution does, or accesses memory in a way that is a data race.
pub fn explore(
    mutant: Mutant,
    preemptions: Option<usize>,
    model: impl Fn() + Send + Sync + 'static,
) -> usize {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = preemptions;
    builder.max_branches = 5000;
    let executions = Arc::new(AtomicUsize::new(0));
    let count = executions.clone();
    builder.check(move || {
        count.fetch_add(1, Ordering::Relaxed);
        execution::begin(mutant);
        model();
        execution::end();
    });
    executions.load(Ordering::Relaxed)
}

/// Whether a spoilt model fails.
///
/// # Panics
///
/// If it needs more of the checker than there is.
pub fn caught(
    mutant: Mutant,
    preemptions: Option<usize>,
    model: impl Fn() + Send + Sync + 'static,
) -> bool {
    let result = catch_unwind(AssertUnwindSafe(|| explore(mutant, preemptions, model)));
    execution::end();
    let Err(reason) = result else {
        return false;
    };
    let text = reason.downcast_ref::<&str>().copied();
    let text = text.or_else(|| reason.downcast_ref::<String>().map(String::as_str));
    if text.is_some_and(|text| text.starts_with(execution::TOO_MANY)) {
        resume_unwind(reason);
    }
    true
}
