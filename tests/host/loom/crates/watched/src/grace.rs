// SPDX-License-Identifier: GPL-2.0-only

//! Readers, and those who wait for them: what RCU promises, and no more.
//!
//! Of a section and a wait, either the section ends before the wait does, and what it did is seen by who
//! waited; or it begins after the wait has begun, and sees what was done before that. Readers see nothing
//! of each other by this.

use crate::{
    execution::{with, Execution},
    Mutant,
};
use loom::{sync::atomic::AtomicU64, thread};
use std::{rc::Rc, sync::atomic::Ordering};

fn counters(execution: &mut Execution) -> Option<(Rc<AtomicU64>, Rc<AtomicU64>)> {
    execution.readers.clone().zip(execution.periods.clone())
}

/// A section begins. False outside of a model.
pub fn read_begins() -> bool {
    let Some((readers, periods)) = with(counters).flatten() else {
        return false;
    };
    readers.fetch_add(1, Ordering::Relaxed);
    periods.fetch_add(0, Ordering::Acquire);
    true
}

/// A section ends. False outside of a model.
pub fn read_ends() -> bool {
    let Some((readers, _)) = with(counters).flatten() else {
        return false;
    };
    let before = readers.fetch_sub(1, Ordering::Release);
    assert!(before != 0, "more sections end than begin");
    true
}

/// Waits for the sections that have begun. False outside of a model.
pub fn wait_for_readers() -> bool {
    let Some((readers, periods)) = with(counters).flatten() else {
        return false;
    };
    if with(|execution| execution.mutant == Mutant::NoWaiting) == Some(true) {
        return true;
    }
    periods.fetch_add(1, Ordering::Release);
    while readers.fetch_add(0, Ordering::Acquire) != 0 {
        thread::yield_now();
    }
    true
}
