// SPDX-License-Identifier: GPL-2.0-only

//! Spin locks that are held, where C does not look.
//!
//! A kernel for one processor without `CONFIG_PREEMPT_RT` has spin locks that keep others off the
//! processor, and whoever takes one twice gets it twice. With `CONFIG_DEBUG_SPINLOCK` they have a state,
//! by which C reports that, and goes on. There, and only there, a table says which locks are held, and a
//! list which of them C uses by itself. Elsewhere these functions are empty.
//!
//! Whoever takes a spin lock of C's calls [`enter`] afterwards, and [`leave`] before giving it back. Who
//! tries to take one asks [`is_held`] first. Functions of C's that do so by themselves are called by [`given_to_c`] and `taken_by_c`.

#[cfg(not(any(CONFIG_SMP, CONFIG_PREEMPT_RT, testlib)))]
mod lent;
#[cfg(not(any(CONFIG_SMP, CONFIG_PREEMPT_RT, testlib)))]
mod table;

#[cfg(not(any(CONFIG_SMP, CONFIG_PREEMPT_RT, testlib)))]
pub(crate) use {
    lent::given_to_c,
    table::{enter, is_held, leave},
};

#[cfg(all(
    CONFIG_RUST_MAPLE_TREE,
    not(any(CONFIG_SMP, CONFIG_PREEMPT_RT, testlib))
))]
pub(crate) use lent::taken_by_c;

#[cfg(any(CONFIG_SMP, CONFIG_PREEMPT_RT, testlib))]
mod c_checks {
    use bindings::spinlock_t;

    #[inline(always)]
    pub(crate) fn enter(_: *mut spinlock_t) {}

    #[inline(always)]
    pub(crate) fn is_held(_: *mut spinlock_t) -> bool {
        false
    }

    #[inline(always)]
    pub(crate) fn leave(_: *mut spinlock_t) {}

    #[inline(always)]
    pub(crate) fn given_to_c<R>(_: *mut spinlock_t, call: impl FnOnce() -> R) -> R {
        call()
    }

    #[cfg(CONFIG_RUST_MAPLE_TREE)]
    #[inline(always)]
    pub(crate) fn taken_by_c<R>(_: *mut spinlock_t, call: impl FnOnce() -> R) -> R {
        call()
    }
}

#[cfg(any(CONFIG_SMP, CONFIG_PREEMPT_RT, testlib))]
pub(crate) use c_checks::{enter, given_to_c, is_held, leave};

#[cfg(all(CONFIG_RUST_MAPLE_TREE, any(CONFIG_SMP, CONFIG_PREEMPT_RT, testlib)))]
pub(crate) use c_checks::taken_by_c;
