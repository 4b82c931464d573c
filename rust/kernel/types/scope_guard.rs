// SPDX-License-Identifier: GPL-2.0-only

//! Clean-up on every way out of a function.

use core::ops::{Deref, DerefMut};

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
/// There is something inside, until [`dismiss`](Self::dismiss) or dropping, which end the guard. So the
/// compiler leaves the question out where it sees the whole life of one.
pub struct ScopeGuard<T, F: FnOnce(T)>(Option<(T, F)>);

impl<T, F: FnOnce(T)> ScopeGuard<T, F> {
    /// A guard that owns data and will hand it to the closure.
    #[inline]
    pub fn new_with_data(data: T, cleanup_func: F) -> Self {
        ScopeGuard(Some((data, cleanup_func)))
    }

    /// Gives the data back; the closure will not run.
    #[inline]
    pub fn dismiss(self) -> T {
        let mut this = self;
        match this.0.take() {
            Some((data, _)) => data,
            None => unreachable!(),
        }
    }
}

impl ScopeGuard<(), fn(())> {
    /// A guard without data.
    #[inline]
    pub fn new(cleanup: impl FnOnce()) -> ScopeGuard<(), impl FnOnce(())> {
        ScopeGuard::new_with_data((), move |()| cleanup())
    }
}

impl<T, F: FnOnce(T)> Deref for ScopeGuard<T, F> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        match &self.0 {
            Some((data, _)) => data,
            None => unreachable!(),
        }
    }
}

impl<T, F: FnOnce(T)> DerefMut for ScopeGuard<T, F> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        match &mut self.0 {
            Some((data, _)) => data,
            None => unreachable!(),
        }
    }
}

impl<T, F: FnOnce(T)> Drop for ScopeGuard<T, F> {
    #[inline]
    fn drop(&mut self) {
        if let Some((data, cleanup)) = self.0.take() {
            cleanup(data);
        }
    }
}
