// SPDX-License-Identifier: GPL-2.0-only

//! Objects by number, in C's XArrays.
//!
//! An [`XArray`] is a very large array of which only the parts that are in use take memory. It has a
//! lock of its own.
//!
//! C header: [`include/linux/xarray.h`](srctree/include/linux/xarray.h)
//!
//! Reference: <https://docs.kernel.org/core-api/xarray.html>

#[cfg(CONFIG_KUNIT = "y")]
#[allow(unsafe_code, reason = "a suite of KUnit lies in a section of its own")]
mod tests;

use super::entries::{Entries, Locked};
use crate::{alloc, error::Error, types::ForeignOwnable};
use pin_init::{pin_data, pin_init, PinInit};

/// An array with an entry, or none, for each number of type `usize`.
///
/// # Examples
///
/// ```
/// use kernel::{
///     alloc::KBox,
///     prelude::*,
///     xarray::{AllocKind, StoreError, XArray},
/// };
///
/// let xa = KBox::pin_init(XArray::<KBox<u32>>::new(AllocKind::Alloc1), GFP_KERNEL)?;
///
/// let dead = KBox::new(0xdead, GFP_KERNEL)?;
/// let beef = KBox::new(0xbeef, GFP_KERNEL)?;
///
/// let mut guard = xa.lock();
/// assert_eq!(guard.get(0), None);
/// assert!(guard.store(0, dead, GFP_KERNEL)?.is_none());
/// if let Some(value) = guard.get_mut(0) {
///     *value = 0xcafe;
/// }
/// let old = guard.store(0, beef, GFP_KERNEL)?;
/// assert_eq!(old.as_deref(), Some(&0xcafe));
/// assert_eq!(guard.remove(0).as_deref(), Some(&0xbeef));
/// assert!(guard.remove(0).is_none());
/// # Ok::<(), Error>(())
/// ```
#[pin_data]
pub struct XArray<T: ForeignOwnable> {
    #[pin]
    xa: Entries<bindings::xarray, T>,
}

/// Which entries C may choose when it is asked for a free one.
pub enum AllocKind {
    /// From 0.
    Alloc,
    /// From 1.
    Alloc1,
}

impl<T: ForeignOwnable> XArray<T> {
    /// Makes an empty array. Allocates nothing.
    pub fn new(kind: AllocKind) -> impl PinInit<Self> {
        pin_init!(Self {
            xa <- Entries::array(kind),
        })
    }

    /// Takes the lock, if nobody has it.
    pub fn try_lock(&self) -> Option<Guard<'_, T>> {
        self.xa.try_lock().map(Guard)
    }

    /// Takes the lock, a spin lock that does not turn interrupts off.
    pub fn lock(&self) -> Guard<'_, T> {
        Guard(self.xa.lock())
    }
}

/// The right to an array's entries.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, sync::Arc, xarray::{AllocKind, Guard, XArray}};
///
/// /// Finds an object, and keeps it without the lock.
/// fn find(guard: Guard<'_, Arc<u64>>, index: usize) -> Option<Arc<u64>> {
///     guard.get(index).map(Arc::from)
/// }
///
/// let xa = KBox::pin_init(XArray::new(AllocKind::Alloc), GFP_KERNEL)?;
/// // Memory is asked for before the lock is taken, under which nobody may sleep.
/// let seven = Arc::new(7u64, GFP_KERNEL)?;
/// let mut guard = xa.lock();
/// guard.store(1 << 20, seven, GFP_KERNEL)?;
/// assert_eq!(find(guard, 1 << 20).as_deref(), Some(&7));
/// // The function has given the lock up.
/// assert!(xa.try_lock().is_some());
/// # Ok::<(), Error>(())
/// ```
#[must_use = "the lock unlocks immediately when the guard is unused"]
pub struct Guard<'a, T: ForeignOwnable>(Locked<'a, bindings::xarray, T>);

/// What [`Guard::store`] gives back if it fails.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, xarray::{Guard, StoreError}};
///
/// /// Tries twice, and does not lose the value.
/// fn insist(guard: &mut Guard<'_, KBox<u8>>, index: usize, value: KBox<u8>) -> Result {
///     let again = match guard.store(index, value, GFP_NOWAIT) {
///         Ok(_old) => return Ok(()),
///         Err(StoreError { value, .. }) => value,
///     };
///     guard.store(index, again, GFP_KERNEL)?;
///     Ok(())
/// }
/// # use kernel::xarray::{AllocKind, XArray};
/// # let xa = KBox::pin_init(XArray::new(AllocKind::Alloc), GFP_KERNEL)?;
/// # let value = KBox::new(5, GFP_KERNEL)?;
/// # insist(&mut xa.lock(), 3, value)?;
/// # assert_eq!(xa.lock().get(3), Some(&5));
/// # Ok::<(), Error>(())
/// ```
pub struct StoreError<T> {
    /// What went wrong.
    pub error: Error,
    /// The value that was not stored.
    pub value: T,
}

impl<T> From<StoreError<T>> for Error {
    fn from(failed: StoreError<T>) -> Self {
        failed.error
    }
}

impl<'a, T: ForeignOwnable> Guard<'a, T> {
    /// Borrows the object at a place.
    pub fn get(&self, index: usize) -> Option<T::Borrowed<'_>> {
        self.0.get(index)
    }

    /// Borrows the object at a place exclusively.
    pub fn get_mut(&mut self, index: usize) -> Option<T::BorrowedMut<'_>> {
        self.0.get_mut(index)
    }

    /// Takes the object at a place out.
    #[inline]
    pub fn remove(&mut self, index: usize) -> Option<T> {
        self.0.remove(index)
    }

    /// Puts an object at a place. Returns the one that was there.
    ///
    /// If `gfp` allows it to sleep, the lock may be given up and taken again in between.
    ///
    /// # Errors
    ///
    /// `ENOMEM` without memory. The value comes back then, and the array is as it was.
    ///
    /// # Context
    ///
    /// May sleep if `gfp` allows it. The caller has no other spin lock then.
    pub fn store(
        &mut self,
        index: usize,
        value: T,
        gfp: alloc::Flags,
    ) -> Result<Option<T>, StoreError<T>> {
        self.0.store(index, value, gfp)
    }
}
