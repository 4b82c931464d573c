// SPDX-License-Identifier: GPL-2.0-only

//! What is counted: references, and what each processor has for itself.

use crate::together::{Team, THREADS};
use kernel::{
    prelude::*,
    sync::{
        atomic::{Acquire, Atomic, Full, Relaxed},
        new_spinlock, Arc, Refcount, SpinLock,
    },
};

/// Counts how often it is dropped.
struct Dropped(Arc<Atomic<usize>>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.fetch_add(1usize, Full);
    }
}

#[pin_data]
struct Slot {
    #[pin]
    current: SpinLock<Option<Arc<Dropped>>>,
    made: Atomic<usize>,
    drops: Arc<Atomic<usize>>,
}

/// References go from thread to thread; each object is dropped once, by whoever comes last.
pub(crate) fn arcs(team: &Team) -> Result<usize> {
    let drops = Arc::new(Atomic::new(0), GFP_KERNEL)?;
    let counted = drops.clone();
    let slot = Arc::pin_init(
        pin_init!(Slot {
            current <- new_spinlock!(None),
            made: Atomic::new(0),
            drops: counted,
        }),
        GFP_KERNEL,
    )?;
    team.run(&slot, |slot, thread, round| {
        let mine = slot.current.lock().clone();
        let more = mine.clone();
        drop(mine);
        if round % THREADS == thread {
            if let Ok(new) = Arc::new(Dropped(slot.drops.clone()), GFP_KERNEL) {
                slot.made.fetch_add(1usize, Relaxed);
                let old = slot.current.lock().replace(new);
                drop(old.and_then(Arc::into_unique_or_drop));
            }
        }
        drop(more);
    })?;
    drop(slot.current.lock().take());
    Ok(slot.made.load(Relaxed).abs_diff(drops.load(Acquire)))
}

/// No count is lost.
pub(crate) fn references(team: &Team) -> Result<usize> {
    let count = Arc::new(Refcount::new(1), GFP_KERNEL)?;
    team.run(&count, |count, _, round| {
        count.inc();
        count.inc();
        count.dec();
        if round % 2 == 1 {
            count.dec();
            count.dec();
        }
    })?;
    // Of two rounds nothing is left, of an odd last one its count.
    let expected = 1 + (team.rounds % 2) * THREADS;
    Ok((count.as_atomic().load(Relaxed) as usize).abs_diff(expected))
}

/// Each processor's value counts what was done there.
pub(crate) fn processors(team: &Team) -> Result<usize> {
    let before = team.total();
    let nothing = Arc::new((), GFP_KERNEL)?;
    team.run(&nothing, |_, _, _| ())?;
    Ok((team.total() - before).abs_diff((team.rounds * THREADS) as u64) as usize)
}
