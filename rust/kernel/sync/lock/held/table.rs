// SPDX-License-Identifier: GPL-2.0-only

//! The table of held spin locks, for kernels whose C has none.
//!
//! It is used by one processor, with preemption off. Interrupt handlers come in between, and have given
//! back what they took when they end: so the table is as it was, and plain loads and stores do. An entry
//! is made in this order: its place is reserved, then filled; and taken out in the other.

use bindings::spinlock_t;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// How many spin locks may be held at once.
const PLACES: usize = 64;

struct Table {
    /// Places below this number may be in use; those above are zero.
    top: AtomicUsize,
    places: [AtomicUsize; PLACES],
}

static HELD: Table = Table::new();

impl Table {
    const fn new() -> Self {
        Table {
            top: AtomicUsize::new(0),
            places: [const { AtomicUsize::new(0) }; PLACES],
        }
    }

    /// What is in a place; zero beyond the last.
    fn get(&self, place: usize) -> usize {
        self.places
            .get(place)
            .map_or(0, |place| place.load(Relaxed))
    }

    /// Where the lock is.
    fn find(&self, lock: usize) -> Option<usize> {
        let mut place = self.top.load(Relaxed);
        while place > 0 {
            place = place.wrapping_sub(1);
            if self.get(place) == lock {
                return Some(place);
            }
        }
        None
    }

    fn holds(&self, lock: usize) -> bool {
        self.find(lock).is_some()
    }

    /// False if there is no place left.
    fn add(&self, lock: usize) -> bool {
        let top = self.top.load(Relaxed);
        let Some(place) = self.places.get(top) else {
            return false;
        };
        self.top.store(top.wrapping_add(1), Relaxed);
        place.store(lock, Relaxed);
        true
    }

    fn remove(&self, lock: usize) {
        if let Some(place) = self.find(lock).and_then(|place| self.places.get(place)) {
            place.store(0, Relaxed);
        }
        let mut top = self.top.load(Relaxed);
        while top > 0 && self.get(top.wrapping_sub(1)) == 0 {
            top = top.wrapping_sub(1);
        }
        self.top.store(top, Relaxed);
    }
}

/// States that the lock, which C has just given, is held.
///
/// # Panics
///
/// If it is held already: elsewhere, the caller would wait forever.
#[inline(never)]
pub(crate) fn enter(lock: *mut spinlock_t) {
    assert!(try_enter(lock), "this spin lock is held already");
}

/// States that the lock is held, and returns false if it was before.
///
/// # Panics
///
/// If too many locks are held.
#[inline(never)]
pub(crate) fn try_enter(lock: *mut spinlock_t) -> bool {
    let lock = lock.addr();
    if HELD.holds(lock) {
        return false;
    }
    assert!(HELD.add(lock), "too many spin locks are held");
    true
}

/// States that the lock is about to be given back.
#[inline(never)]
pub(crate) fn leave(lock: *mut spinlock_t) {
    HELD.remove(lock.addr());
}

/// States that C is about to take the lock, and to give it back.
///
/// # Panics
///
/// If it is held: elsewhere, C would wait forever.
#[cfg(CONFIG_RUST_MAPLE_TREE)]
#[inline(never)]
pub(crate) fn check(lock: *mut spinlock_t) {
    assert!(!HELD.holds(lock.addr()), "this spin lock is held already");
}

#[cfg(CONFIG_KUNIT = "y")]
#[macros::kunit_tests(rust_kernel_held_locks)]
mod tests {
    use super::{Table, PLACES};
    use crate::sync::{new_spinlock, new_spinlock_irq};
    use core::sync::atomic::Ordering::Relaxed;
    use pin_init::stack_pin_init;

    #[test]
    fn a_lock_has_one_guard() {
        stack_pin_init!(let lock = new_spinlock!(1));
        let guard = lock.lock();
        assert!(lock.try_lock().is_none());
        drop(guard);
        assert!(lock.try_lock().is_some());
        assert!(lock.try_lock().is_some());
    }

    #[test]
    fn a_lock_with_interrupts_off_has_one_guard() {
        stack_pin_init!(let lock = new_spinlock_irq!(1));
        let off = crate::interrupt::local_interrupt_disable();
        let guard = lock.lock_with(&off);
        assert!(lock.try_lock().is_none());
        assert!(lock.try_lock_with(&off).is_none());
        drop(guard);
        assert!(lock.try_lock().is_some());
    }

    #[test]
    fn locks_leave_in_any_order() {
        let table = Table::new();
        for lock in 1..=3 {
            assert!(table.add(lock));
        }
        table.remove(2);
        assert!(table.holds(1) && !table.holds(2) && table.holds(3));
        table.remove(3);
        assert_eq!(table.top.load(Relaxed), 1);
        assert!(table.add(2));
        table.remove(1);
        assert!(table.holds(2));
        table.remove(2);
        assert_eq!(table.top.load(Relaxed), 0);
    }

    #[test]
    fn a_full_table_says_so() {
        let table = Table::new();
        for lock in 1..=PLACES {
            assert!(table.add(lock));
        }
        assert!(!table.add(PLACES + 1));
        assert!(table.holds(PLACES));
    }
}
