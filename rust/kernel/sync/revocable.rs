// SPDX-License-Identifier: GPL-2.0-only

//! Objects that can be taken away from those who share them.
//!
//! # Safety
//!
//! The object of a [`Revocable`] is accessed in an RCU section that saw it available, and is dropped
//! once: by the caller that made it unavailable, after all such sections, or with the whole.

#![allow(unsafe_code)]

#[cfg(CONFIG_KUNIT = "y")]
mod tests;

use super::{
    atomic::{AtomicFlag, Full, Relaxed},
    rcu, watch,
};
use crate::types::Opaque;
use core::{marker::PhantomData, ops::Deref, pin::Pin, ptr};
use pin_init::{pin_data, pin_init, pinned_drop, PinInit, Wrapper};

/// An object that can be taken away while others still refer to it.
///
/// For what is gone when a device is: its registers, say. Every access asks whether it is still
/// there, and whoever revokes it waits for the accesses that go on.
///
/// # Invariants
///
/// - While `is_available`, the object in `data` is initialised.
/// - Who sets `is_available` to false drops the object, after all RCU sections that had begun before.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, revocable::Revocable};
///
/// struct Registers {
///     status: u32,
/// }
///
/// fn status(registers: &Revocable<Registers>) -> Result<u32> {
///     let registers = registers.try_access().ok_or(ENXIO)?;
///     Ok(registers.status)
/// }
///
/// let registers = KBox::pin_init(Revocable::new(Registers { status: 4 }), GFP_KERNEL)?;
/// assert_eq!(status(&registers), Ok(4));
/// assert!(registers.revoke());
/// assert_eq!(status(&registers), Err(ENXIO));
/// assert!(!registers.revoke());
/// # Ok::<(), Error>(())
/// ```
#[pin_data(PinnedDrop)]
pub struct Revocable<T> {
    is_available: AtomicFlag,
    #[pin]
    data: Opaque<T>,
    _owns: PhantomData<T>,
}

// SAFETY: The object goes along.
unsafe impl<T: Send> Send for Revocable<T> {}

// SAFETY: Those who share it get a `&T` (`Sync`), and each of them may drop the object (`Send`).
unsafe impl<T: Sync + Send> Sync for Revocable<T> {}

impl<T> Revocable<T> {
    /// Makes one of which the object is available.
    pub fn new<E>(data: impl PinInit<T, E>) -> impl PinInit<Self, E> {
        // INVARIANT: The object is initialised by `data`.
        pin_init!(Self {
            is_available: AtomicFlag::new(true),
            data <- Opaque::pin_init(data),
            _owns: PhantomData,
        }? E)
    }

    /// The object, unless it was revoked. Whoever revokes it waits until the guard is dropped.
    ///
    /// # Context
    ///
    /// Any. Nothing may sleep while the guard lives, nor may it revoke the object.
    pub fn try_access(&self) -> Option<RevocableGuard<'_, T>> {
        let section = rcu::read_lock();
        // INVARIANT: Available, as seen in the section that the guard keeps.
        self.is_available.load(Relaxed).then_some(RevocableGuard {
            object: self,
            _section: section,
        })
    }

    /// The object, unless it was revoked, in an RCU section of the caller's.
    ///
    /// # Context
    ///
    /// Any.
    pub fn try_access_with_guard<'a>(&'a self, _guard: &'a rcu::Guard) -> Option<&'a T> {
        // SAFETY: The object is available, as seen in the section, which lasts as long as the result:
        // whoever revokes the object meanwhile waits for the section before the object is dropped.
        self.is_available
            .load(Relaxed)
            .then(|| unsafe { &*self.data.get() })
    }

    /// Calls a function with the object, unless it was revoked.
    ///
    /// # Context
    ///
    /// Any. The function must not sleep, nor revoke the object.
    pub fn try_access_with<R, F: FnOnce(&T) -> R>(&self, f: F) -> Option<R> {
        self.try_access().map(|object| f(&object))
    }

    /// The object, of which the caller knows that it was not revoked.
    ///
    /// # Safety
    ///
    /// The object was not revoked, and is not as long as the result lives.
    pub unsafe fn access(&self) -> &T {
        // SAFETY: The caller promises that the object is there, and stays.
        unsafe { &*self.data.get() }
    }

    /// Drops the object if it is available, after `wait`, and tells whether it was.
    fn revoke_after(&self, wait: impl FnOnce()) -> bool {
        let revoked = self.is_available.xchg(false, Full);
        if revoked {
            wait();
            watch::writes(self.data.get());
            // SAFETY: It was this caller that made the object unavailable, so that by the type's
            // invariant it is initialised and dropped by nobody else. `wait` saw to it that those who
            // had found it available have ended. The object was pinned, and is dropped in place.
            unsafe { ptr::drop_in_place(self.data.get()) };
        }
        revoked
    }

    /// Drops the object at once and tells whether it was still there.
    ///
    /// # Safety
    ///
    /// Nobody accesses the object, nor does anybody who found it available before the call.
    pub unsafe fn revoke_nosync(&self) -> bool {
        self.revoke_after(|| ())
    }

    /// Takes the object away, waits for those who access it, drops it, and tells whether it was still
    /// there.
    ///
    /// If somebody else is revoking it at the same time, the result is false, and the object may
    /// not be dropped yet.
    ///
    /// # Context
    ///
    /// May sleep. Must not be called in an RCU section, thus not with a guard of the object: with
    /// `CONFIG_PREEMPT_RCU` that waits forever; without, the object is dropped although the guard lives.
    pub fn revoke(&self) -> bool {
        self.revoke_after(rcu::synchronize_rcu)
    }
}

#[pinned_drop]
impl<T> PinnedDrop for Revocable<T> {
    fn drop(self: Pin<&mut Self>) {
        // SAFETY: Nobody else has a reference, so that nobody accesses the object.
        unsafe { self.revoke_nosync() };
    }
}

/// The right to use an object that is revocable.
///
/// # Invariants
///
/// The object was available in the section, which has not ended.
#[must_use = "the object is only accessible while the guard lives"]
pub struct RevocableGuard<'a, T> {
    object: &'a Revocable<T>,
    _section: rcu::Guard,
}

impl<T> Deref for RevocableGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        watch::reads(self.object.data.get());
        // SAFETY: By the type's invariant the object was available in a section that has not ended,
        // and until then it is not dropped.
        unsafe { &*self.object.data.get() }
    }
}
