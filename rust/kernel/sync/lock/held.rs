// SPDX-License-Identifier: GPL-2.0-only

//! Spin locks that are held, where C does not look.
//!
//! A kernel for one processor, without `CONFIG_DEBUG_SPINLOCK` and `CONFIG_PREEMPT_RT`, has spin locks
//! without a state: they keep others off the processor, and whoever takes one twice gets it twice.
//! There, and only there, a table says which locks are held. Elsewhere these functions are empty.
//!
//! Whoever takes a spin lock of C's calls [`enter`] afterwards, or [`try_enter`], and [`leave`] before
//! giving it back.

#[cfg(not(any(CONFIG_SMP, CONFIG_DEBUG_SPINLOCK, CONFIG_PREEMPT_RT, testlib)))]
mod table;

#[cfg(not(any(CONFIG_SMP, CONFIG_DEBUG_SPINLOCK, CONFIG_PREEMPT_RT, testlib)))]
pub(crate) use table::{enter, leave, try_enter};

#[cfg(all(
    CONFIG_RUST_MAPLE_TREE,
    not(any(CONFIG_SMP, CONFIG_DEBUG_SPINLOCK, CONFIG_PREEMPT_RT, testlib))
))]
pub(crate) use table::check;

#[cfg(any(CONFIG_SMP, CONFIG_DEBUG_SPINLOCK, CONFIG_PREEMPT_RT, testlib))]
mod c_checks {
    use bindings::spinlock_t;

    #[inline(always)]
    pub(crate) fn enter(_: *mut spinlock_t) {}

    #[inline(always)]
    pub(crate) fn try_enter(_: *mut spinlock_t) -> bool {
        true
    }

    #[inline(always)]
    pub(crate) fn leave(_: *mut spinlock_t) {}

    #[cfg(CONFIG_RUST_MAPLE_TREE)]
    #[inline(always)]
    pub(crate) fn check(_: *mut spinlock_t) {}
}

#[cfg(any(CONFIG_SMP, CONFIG_DEBUG_SPINLOCK, CONFIG_PREEMPT_RT, testlib))]
pub(crate) use c_checks::{enter, leave, try_enter};

#[cfg(all(
    CONFIG_RUST_MAPLE_TREE,
    any(CONFIG_SMP, CONFIG_DEBUG_SPINLOCK, CONFIG_PREEMPT_RT, testlib)
))]
pub(crate) use c_checks::check;
