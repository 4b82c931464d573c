// SPDX-License-Identifier: GPL-2.0-only

//! Clean-up on every way out of a function.
//!
//! # Safety
//!
//! What a [`ScopeGuard`] holds is taken out exactly once.

#![allow(unsafe_code)]

use core::{
    mem::ManuallyDrop,
    ops::{Deref, DerefMut},
};

/// Runs a closure when it goes out of scope, unless dismissed.
///
/// It takes the place of C's `goto err` ladders where no type owns what has to be undone.
///
/// # Examples
///
/// ```
/// use core::cell::Cell;
/// use kernel::{prelude::*, types::ScopeGuard};
///
/// fn transfer(state: &Cell<u32>, fail: bool) -> Result {
///     state.set(1);
///     let undo = ScopeGuard::new(|| state.set(0));
///     if fail {
///         return Err(EIO);
///     }
///     undo.dismiss();
///     Ok(())
/// }
///
/// let state = Cell::new(0);
/// assert_eq!(transfer(&state, true), Err(EIO));
/// assert_eq!(state.get(), 0);
/// transfer(&state, false)?;
/// assert_eq!(state.get(), 1);
/// # Ok::<(), Error>(())
/// ```
///
/// A guard may own what the closure needs, and give access to it until then:
///
/// ```
/// use kernel::{prelude::*, types::ScopeGuard};
///
/// let mut list = ScopeGuard::new_with_data(KVec::new(), |list: KVec<u32>| {
///     pr_info!("{} entries at the end\n", list.len());
/// });
/// list.push(3, GFP_KERNEL)?;
/// assert_eq!(list.dismiss().len(), 1);
/// # Ok::<(), Error>(())
/// ```
///
/// # Invariants
///
/// Both fields are alive, until [`dismiss`](Self::dismiss) or dropping, which end the guard.
pub struct ScopeGuard<T, F: FnOnce(T)> {
    data: ManuallyDrop<T>,
    cleanup: ManuallyDrop<F>,
}

impl<T, F: FnOnce(T)> ScopeGuard<T, F> {
    /// A guard that owns data and will hand it to the closure.
    pub fn new_with_data(data: T, cleanup_func: F) -> Self {
        // INVARIANT: Both are alive.
        ScopeGuard {
            data: ManuallyDrop::new(data),
            cleanup: ManuallyDrop::new(cleanup_func),
        }
    }

    /// Gives the data back; the closure will not run.
    pub fn dismiss(self) -> T {
        // Not dropping the guard itself keeps the closure from running.
        let mut this = ManuallyDrop::new(self);
        // SAFETY: By the invariant both are alive, and the guard ends here.
        unsafe {
            ManuallyDrop::drop(&mut this.cleanup);
            ManuallyDrop::take(&mut this.data)
        }
    }
}

impl ScopeGuard<(), fn(())> {
    /// A guard without data.
    pub fn new(cleanup: impl FnOnce()) -> ScopeGuard<(), impl FnOnce(())> {
        ScopeGuard::new_with_data((), move |()| cleanup())
    }
}

impl<T, F: FnOnce(T)> Deref for ScopeGuard<T, F> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}

impl<T, F: FnOnce(T)> DerefMut for ScopeGuard<T, F> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.data
    }
}

impl<T, F: FnOnce(T)> Drop for ScopeGuard<T, F> {
    fn drop(&mut self) {
        // SAFETY: By the invariant both are alive, and the guard ends here.
        let (data, cleanup) = unsafe {
            (
                ManuallyDrop::take(&mut self.data),
                ManuallyDrop::take(&mut self.cleanup),
            )
        };
        cleanup(data);
    }
}
