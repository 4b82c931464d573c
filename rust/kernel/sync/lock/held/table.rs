// SPDX-License-Identifier: GPL-2.0-only

//! The table of held spin locks, for kernels whose C has none.
//!
//! It is used by one processor, with preemption off. Interrupt handlers come in between, and have given
//! back what they took when they end, so that a place which was free before is free afterwards: it is
//! taken by a single store, and nothing has to be reserved. On one processor C's `smp_mb()` is `barrier()`, and so
//! are those below.

use super::lent;
use crate::sync::barrier::{smp_mb, Full};
use bindings::spinlock_t;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// How many spin locks may be held at once.
const PLACES: usize = 64;

struct Table {
    /// Places from this number on are zero. It is raised before the place below it is taken, and never
    /// lowered but by who was interrupted while raising it.
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

    /// The place of a lock, or with zero one that is free, if there is one.
    fn place(&self, lock: usize) -> Option<(usize, &AtomicUsize)> {
        let top = if lock == 0 {
            PLACES
        } else {
            self.top.load(Relaxed)
        };
        let mut used = self.places.iter().take(top).enumerate();
        used.find(|(_, place)| place.load(Relaxed) == lock)
    }

    fn holds(&self, lock: usize) -> bool {
        self.place(lock).is_some()
    }

    /// False if there is no place left. `interrupt` may come at any time, and comes at the worst ones.
    #[inline(always)]
    fn add_with(&self, lock: usize, interrupt: impl Fn()) -> bool {
        let Some((number, place)) = self.place(0) else {
            return false;
        };
        interrupt();
        let needed = number.wrapping_add(1);
        if self.top.load(Relaxed) < needed {
            interrupt();
            self.top.store(needed, Relaxed);
        }
        // A handler that looks here finds the lock, or comes before its owner uses what it guards.
        smp_mb(Full);
        interrupt();
        place.store(lock, Relaxed);
        smp_mb(Full);
        true
    }

    fn add(&self, lock: usize) -> bool {
        self.add_with(lock, || ())
    }

    fn remove(&self, lock: usize) {
        // What the lock guards is done with by now.
        smp_mb(Full);
        if let Some((_, place)) = self.place(lock) {
            place.store(0, Relaxed);
        }
    }
}

/// Tells whether the lock is held, or C uses it by itself in what this context interrupts.
///
/// Who holds a spin lock is not preempted: a task finds those alone that it holds itself, and an interrupt
/// handler those of what it interrupts.
#[inline(never)]
pub(crate) fn is_held(lock: *mut spinlock_t) -> bool {
    HELD.holds(lock.addr()) || lent::interrupts(lock.addr())
}

/// States that the lock, which C has just given, is held.
///
/// # Panics
///
/// If it is held already: elsewhere, the caller would wait forever. If too many locks are held.
#[inline(never)]
pub(crate) fn enter(lock: *mut spinlock_t) {
    assert!(!is_held(lock), "this spin lock is held already");
    take_again(lock.addr());
}

/// States that the lock is about to be given back.
#[inline(never)]
pub(crate) fn leave(lock: *mut spinlock_t) {
    HELD.remove(lock.addr());
}

/// States that C may give the lock up, which the caller has.
#[inline(never)]
pub(super) fn give_up(lock: usize) {
    HELD.remove(lock);
}

/// States that C has taken the lock again.
#[inline(never)]
pub(super) fn take_again(lock: usize) {
    assert!(HELD.add(lock), "too many spin locks are held");
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
        assert!(table.add(2));
        table.remove(1);
        assert!(table.holds(2));
        table.remove(2);
        for lock in 1..=3 {
            assert!(!table.holds(lock));
        }
        assert_eq!(table.top.load(Relaxed), 3);
    }

    #[test]
    fn interrupts_leave_the_table_as_it_was() {
        for below in 0..3 {
            let table = Table::new();
            for lock in 0..below {
                assert!(table.add(100 + lock));
            }
            let interrupt = || {
                assert!(table.add(7) && table.add(8));
                table.remove(8);
                table.remove(7);
            };
            assert!(table.add_with(1, interrupt));
            assert!(table.holds(1) && !table.holds(7) && !table.holds(8));
            assert!(table.add(2) && table.holds(1) && table.holds(2));
            table.remove(1);
            assert!(!table.holds(1) && table.holds(2));
            for lock in 0..below {
                assert!(table.holds(100 + lock));
            }
        }
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
