// SPDX-License-Identifier: GPL-2.0-only

//! Read-copy-update: readers that never wait.
//!
//! C header: [`include/linux/rcupdate.h`](srctree/include/linux/rcupdate.h)

use super::raw::{Rcu, Section};

/// While it lives, the task is a reader: what others remove stays until it is dropped.
///
/// # Examples
///
/// ```
/// use kernel::sync::rcu;
///
/// let outer = rcu::read_lock();
/// let inner = rcu::read_lock();
/// inner.unlock();
/// drop(outer);
/// ```
#[must_use = "the critical section ends at once if the guard is unused"]
pub struct Guard {
    _section: Section<Rcu>,
}

impl Guard {
    /// Begins a read-side critical section. They nest.
    ///
    /// # Context
    ///
    /// Any. Nothing may sleep while the guard lives.
    #[inline]
    pub fn new() -> Self {
        Guard {
            _section: Section::begin(),
        }
    }

    /// Ends the critical section.
    #[inline]
    pub fn unlock(self) {}
}

impl Default for Guard {
    #[inline]
    fn default() -> Self {
        Self::new()
    }
}

/// Begins a read-side critical section, which the guard ends.
#[inline]
pub fn read_lock() -> Guard {
    Guard::new()
}

/// Waits until all callbacks have run that were registered by `call_rcu()` before.
///
/// # Context
///
/// May sleep. Must not be called while a [`Guard`] lives: with `CONFIG_PREEMPT_RCU` that waits forever;
/// without, sleeping ends the caller's section, and the function returns although the guard lives.
///
/// # Examples
///
/// ```
/// kernel::sync::rcu::rcu_barrier();
/// ```
#[inline]
pub fn rcu_barrier() {
    bindings::safe::rcu_barrier();
}

/// Waits until all read-side critical sections have ended that had begun before.
///
/// # Context
///
/// May sleep. Must not be called while a [`Guard`] lives: with `CONFIG_PREEMPT_RCU` that waits forever;
/// without, sleeping ends the caller's section, and the function returns although the guard lives.
///
/// # Examples
///
/// ```
/// kernel::sync::rcu::synchronize_rcu();
/// ```
#[inline]
pub fn synchronize_rcu() {
    bindings::safe::synchronize_rcu();
}
