// SPDX-License-Identifier: GPL-2.0-only

//! What belongs to one execution of a model.
//!
//! All threads of an execution are coroutines of one thread of the host, and change at loom's operations
//! alone. So one `thread_local` is for all of them, and is never borrowed during an operation of loom's.

use crate::Mutant;
use loom::{cell::UnsafeCell, sync::atomic::AtomicU64};
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    ops::Range,
    rc::Rc,
};

/// How it begins that a model needs more than there is.
pub(crate) const TOO_MANY: &str = "too many";

/// How many variables, and places of memory, an execution may have.
const MOST: usize = 20;

/// A variable of loom's that stands for one in memory.
pub(crate) struct Place {
    /// How much more than `first` the value is, in the upper bits: so nothing needs to be stored at
    /// first, and all threads see the variable as it was initialised.
    pub(crate) difference: RefCell<AtomicU64>,
    /// Stored to before each load, and never loaded. Loom forgets another thread's load when a thread
    /// loads itself, and then would not try that thread's next store before the other's load.
    pub(crate) loads: AtomicU64,
    /// What was in memory at the first access.
    pub(crate) first: Cell<u64>,
    /// What was put into memory last.
    pub(crate) last: Cell<u64>,
}

#[derive(Default)]
pub(crate) struct Execution {
    pub(crate) mutant: Mutant,
    spare: Vec<Rc<Place>>,
    spare_cells: Vec<Rc<UnsafeCell<()>>>,
    pub(crate) places: BTreeMap<usize, Rc<Place>>,
    pub(crate) cells: BTreeMap<usize, Rc<UnsafeCell<()>>>,
    pub(crate) dead: Vec<Range<usize>>,
    pub(crate) readers: Option<Rc<AtomicU64>>,
    pub(crate) periods: Option<Rc<AtomicU64>>,
}

std::thread_local! {
    static EXECUTION: RefCell<Option<Execution>> = const { RefCell::new(None) };
}

/// Calls `f` with the execution, unless there is none, or it has failed and is being cleared away.
pub(crate) fn with<R>(f: impl FnOnce(&mut Execution) -> R) -> Option<R> {
    if std::thread::panicking() {
        return None;
    }
    EXECUTION.with_borrow_mut(|execution| execution.as_mut().map(f))
}

/// Begins an execution. Whatever its threads do comes later.
pub(crate) fn begin(mutant: Mutant) {
    let execution = Execution {
        mutant,
        spare: (0..MOST).map(|_| Rc::default()).collect(),
        spare_cells: (0..MOST).map(|_| Rc::new(UnsafeCell::new(()))).collect(),
        readers: Some(Rc::new(AtomicU64::new(0))),
        periods: Some(Rc::new(AtomicU64::new(0))),
        ..Execution::default()
    };
    EXECUTION.set(Some(execution));
}

/// Ends an execution.
pub(crate) fn end() {
    EXECUTION.take();
}

impl Default for Place {
    fn default() -> Self {
        Place {
            difference: RefCell::new(AtomicU64::new(0)),
            loads: AtomicU64::new(0),
            first: Cell::new(0),
            last: Cell::new(0),
        }
    }
}

impl Execution {
    /// The variable at this address, which holds `raw`.
    pub(crate) fn place(&mut self, address: usize, raw: u64) -> Rc<Place> {
        assert!(
            !self.dead.iter().any(|range| range.contains(&address)),
            "an atomic operation on memory that was freed"
        );
        if let Some(place) = self.places.get(&address) {
            // What has changed was changed by who has it for itself: it is another variable then.
            if place.last.get() == raw {
                return place.clone();
            }
        }
        let place = self
            .spare
            .pop()
            .unwrap_or_else(|| panic!("{TOO_MANY} variables"));
        place.first.set(raw);
        place.last.set(raw);
        self.places.insert(address, place.clone());
        place
    }

    /// What watches the memory at this address.
    pub(crate) fn cell(&mut self, address: usize) -> Rc<UnsafeCell<()>> {
        assert!(
            !self.dead.iter().any(|range| range.contains(&address)),
            "an access to memory that was freed"
        );
        let spare = &mut self.spare_cells;
        let new = || {
            spare
                .pop()
                .unwrap_or_else(|| panic!("{TOO_MANY} places of memory"))
        };
        self.cells.entry(address).or_insert_with(new).clone()
    }
}
