// SPDX-License-Identifier: GPL-2.0-only

//! Objects by number, in C's XArrays.
//!
//! An [`XArray`] is a very large array of which only the parts that are in use take memory. It has a
//! lock of its own.
//!
//! C header: [`include/linux/xarray.h`](srctree/include/linux/xarray.h)
//!
//! Reference: <https://docs.kernel.org/core-api/xarray.html>
//!
//! # Safety
//!
//! What is in an [`XArray`] came from [`ForeignOwnable::into_foreign`] and belongs to the array. A
//! [`Guard`] has its lock.

#![allow(unsafe_code)]

#[cfg(CONFIG_KUNIT = "y")]
mod tests;

use crate::{
    alloc,
    error::{to_result, Error},
    ffi::c_void,
    prelude::const_assert,
    sync::lock::{held, spinlock::SpinLockBackend, Backend as _},
    types::{ForeignOwnable, NotThreadSafe, Opaque},
};
use core::{marker::PhantomData, mem::offset_of, pin::Pin};
use pin_init::{pin_data, pin_init, pinned_drop, PinInit};

/// An array with an entry, or none, for each number of type `usize`.
///
/// # Invariants
///
/// `xa` is initialised. Each of its entries came from [`ForeignOwnable::into_foreign`] of `T`, or is
/// reserved, which reads as no entry. They are used with the lock of `xa`, and taken back when they are
/// removed.
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
#[pin_data(PinnedDrop)]
pub struct XArray<T: ForeignOwnable> {
    #[pin]
    xa: Opaque<bindings::xarray>,
    _owned: PhantomData<T>,
}

/// Which entries C may choose when it is asked for a free one.
pub enum AllocKind {
    /// From 0.
    Alloc,
    /// From 1.
    Alloc1,
}

// SAFETY: The objects go with the array.
unsafe impl<T: ForeignOwnable + Send> Send for XArray<T> {}

// SAFETY: A shared array gives its objects to who has the lock, one thread at a time.
unsafe impl<T: ForeignOwnable + Send> Sync for XArray<T> {}

impl<T: ForeignOwnable> XArray<T> {
    /// Makes an empty array. Allocates nothing.
    pub fn new(kind: AllocKind) -> impl PinInit<Self> {
        // C marks entries of its own in the lowest two bits.
        const_assert!(T::FOREIGN_ALIGN >= 4, "the pointers are not aligned to 4");
        let flags = match kind {
            AllocKind::Alloc => bindings::XA_FLAGS_ALLOC,
            AllocKind::Alloc1 => bindings::XA_FLAGS_ALLOC1,
        };
        // INVARIANT: There are no entries.
        pin_init!(Self {
            // SAFETY: The initialiser writes the whole object, which stays where it is.
            xa <- Opaque::ffi_init(|xa| unsafe { bindings::xa_init_flags(xa, flags) }),
            _owned: PhantomData,
        })
    }

    /// The array's lock, that of C's `xa_lock()`.
    fn raw_lock(&self) -> *mut bindings::spinlock_t {
        let offset = offset_of!(bindings::xarray, xa_lock);
        self.xa.get().wrapping_byte_add(offset).cast()
    }

    /// Takes the lock, if nobody has it.
    pub fn try_lock(&self) -> Option<Guard<'_, T>> {
        // SAFETY: By the type's invariant it is initialised.
        unsafe { SpinLockBackend::try_lock(self.raw_lock()) }?;
        // INVARIANT: The lock was taken.
        Some(Guard {
            xa: self,
            _not_send: NotThreadSafe,
        })
    }

    /// Takes the lock, a spin lock that does not turn interrupts off.
    pub fn lock(&self) -> Guard<'_, T> {
        // SAFETY: By the type's invariant it is initialised.
        let () = unsafe { SpinLockBackend::lock(self.raw_lock()) };
        // INVARIANT: The lock was taken.
        Guard {
            xa: self,
            _not_send: NotThreadSafe,
        }
    }
}

#[pinned_drop]
impl<T: ForeignOwnable> PinnedDrop for XArray<T> {
    fn drop(self: Pin<&mut Self>) {
        let xa = self.xa.get();
        let mut start = Some(0);
        while let Some(mut index) = start {
            // SAFETY: The array is initialised, and this function has it alone. The number is a variable
            // of the function. By the type's invariant an entry is an object's, which nobody uses any
            // more, and nobody looks at it again: the next walk starts behind it.
            let object = unsafe {
                let entry = bindings::xa_find(xa, &mut index, usize::MAX, bindings::XA_PRESENT);
                T::try_from_foreign(entry)
            };
            start = object.and_then(|_dropped| index.checked_add(1));
        }
        // SAFETY: The array is initialised, and this function has it alone. C frees its own memory
        // and looks at no object.
        unsafe { bindings::xa_destroy(xa) };
    }
}

/// The right to an array's entries.
///
/// # Invariants
///
/// The lock of `xa` is taken, by this context.
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
pub struct Guard<'a, T: ForeignOwnable> {
    xa: &'a XArray<T>,
    _not_send: NotThreadSafe,
}

impl<T: ForeignOwnable> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        // SAFETY: By the type's invariant this context has the lock.
        unsafe { SpinLockBackend::unlock(self.xa.raw_lock(), &()) };
    }
}

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
    /// The pointer at a place, if there is one.
    #[inline]
    fn load(&self, index: usize) -> Option<*mut c_void> {
        // SAFETY: By the invariant of the array it is initialised.
        let entry = unsafe { bindings::xa_load(self.xa.xa.get(), index) };
        (!entry.is_null()).then_some(entry)
    }

    /// Borrows the object at a place.
    pub fn get(&self, index: usize) -> Option<T::Borrowed<'_>> {
        let entry = self.load(index)?;
        // SAFETY: By the array's invariant it is an object's. Removing it takes this guard
        // exclusively, as does borrowing it so, and nobody else has the lock.
        Some(unsafe { T::borrow(entry) })
    }

    /// Borrows the object at a place exclusively.
    pub fn get_mut(&mut self, index: usize) -> Option<T::BorrowedMut<'_>> {
        let entry = self.load(index)?;
        // SAFETY: By the array's invariant it is an object's. All use of it takes this guard, which is
        // borrowed exclusively, and nobody else has the lock.
        Some(unsafe { T::borrow_mut(entry) })
    }

    /// Takes the object at a place out.
    #[inline]
    pub fn remove(&mut self, index: usize) -> Option<T> {
        // SAFETY: By the invariants the array is initialised and the lock is taken. What C returns is null,
        // or an object's, by the array's invariant. It is not in the array any more, and nobody borrows
        // it: that takes the guard.
        unsafe { T::try_from_foreign(bindings::__xa_erase(self.xa.xa.get(), index)) }
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
        let new = value.into_foreign();
        // C may give the lock up for a while.
        held::leave(self.xa.raw_lock());
        // INVARIANT: The array takes the object over.
        // SAFETY: By the invariants the array is initialised and the lock is taken. The pointer is
        // aligned as `XArray::new()` demands, so that it is no entry of C's own. Of the result C looks at
        // the number that the pointer is.
        let (old, errno) = unsafe {
            let old = bindings::__xa_store(self.xa.xa.get(), index, new, gfp.as_raw());
            (old, bindings::xa_err(old))
        };
        held::enter(self.xa.raw_lock());
        match to_result(errno) {
            // SAFETY: Null, or an object's, by the array's invariant. It is not in the array any more,
            // and nobody borrows it: that takes the guard.
            Ok(()) => Ok(unsafe { T::try_from_foreign(old) }),
            Err(error) => Err(StoreError {
                error,
                // SAFETY: The pointer is from `into_foreign()` above, and C has not stored it.
                value: unsafe { T::from_foreign(new) },
            }),
        }
    }
}
