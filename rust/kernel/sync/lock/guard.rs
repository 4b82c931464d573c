// SPDX-License-Identifier: GPL-2.0-only

//! What somebody has who holds a lock.
//!
//! # Safety
//!
//! A [`Guard`] lives where its lock is held, and gives it back.

#![allow(unsafe_code)]

use super::{Backend, Lock};
use crate::types::{NotThreadSafe, ScopeGuard};
use core::{
    ops::{Deref, DerefMut},
    pin::Pin,
};

/// The right to a lock's data. Dropping it gives the lock back.
///
/// It stays in the context that took the lock.
///
/// # Invariants
///
/// The context that has the guard holds `lock`, and `state` belongs to that.
#[must_use = "the lock unlocks immediately when the guard is unused"]
pub struct Guard<'a, T: ?Sized, B: Backend> {
    lock: &'a Lock<T, B>,
    state: B::GuardState,
    _not_send: NotThreadSafe,
}

// SAFETY: A shared guard gives a `&T` and nothing else.
unsafe impl<T: Sync + ?Sized, B: Backend> Sync for Guard<'_, T, B> {}

impl<'a, T: ?Sized, B: Backend> Guard<'a, T, B> {
    /// Makes a guard of a lock that is held.
    ///
    /// # Safety
    ///
    /// The caller holds the lock, got `state` for it, and gives up both.
    #[inline]
    pub unsafe fn new(lock: &'a Lock<T, B>, state: B::GuardState) -> Self {
        if cfg!(CONFIG_LOCKDEP) {
            // SAFETY: By the type's invariant the lock is initialised.
            unsafe { B::assert_is_held(lock.state.get()) };
        }
        // INVARIANT: The caller's promise.
        Guard {
            lock,
            state,
            _not_send: NotThreadSafe,
        }
    }

    /// The lock that the guard belongs to.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::{prelude::*, sync::{new_mutex, Mutex, MutexGuard}};
    ///
    /// /// Sees to it that the guard is that of this mutex.
    /// fn is_that_of(guard: &MutexGuard<'_, u32>, mutex: &Mutex<u32>) -> bool {
    ///     core::ptr::eq(guard.lock_ref(), mutex)
    /// }
    ///
    /// let first = KBox::pin_init(new_mutex!(1), GFP_KERNEL)?;
    /// let second = KBox::pin_init(new_mutex!(1), GFP_KERNEL)?;
    /// assert!(is_that_of(&first.lock(), &first));
    /// assert!(!is_that_of(&first.lock(), &second));
    /// # Ok::<(), Error>(())
    /// ```
    #[inline]
    pub fn lock_ref(&self) -> &'a Lock<T, B> {
        self.lock
    }

    /// The data, pinned: the way to change what is not [`Unpin`].
    ///
    /// # Examples
    ///
    /// ```
    /// use core::marker::PhantomPinned;
    /// use kernel::{prelude::*, sync::new_mutex};
    ///
    /// struct State {
    ///     count: u32,
    ///     _pin: PhantomPinned,
    /// }
    ///
    /// let state = State { count: 0, _pin: PhantomPinned };
    /// let mutex = KBox::pin_init(new_mutex!(state), GFP_KERNEL)?;
    /// let mut guard = mutex.lock();
    /// let count = guard.count + 1;
    /// guard.as_mut().set(State { count, _pin: PhantomPinned });
    /// assert_eq!(guard.count, 1);
    /// # Ok::<(), Error>(())
    /// ```
    #[inline]
    pub fn as_mut(&mut self) -> Pin<&mut T> {
        // SAFETY: The lock is held, so that nobody else has the data while the guard is borrowed.
        let data = unsafe { &mut *self.lock.data.get() };
        // SAFETY: A lock is pinned, or static, and its data with it: it is a pinned field.
        unsafe { Pin::new_unchecked(data) }
    }

    /// Gives the lock back, runs `f`, and takes the lock again.
    #[inline]
    pub(crate) fn do_unlocked<U>(&mut self, f: impl FnOnce() -> U) -> U {
        // SAFETY: By the type's invariant this context holds the lock. The guard is borrowed
        // exclusively, so that nobody uses the data until it is taken again below.
        unsafe { B::unlock(self.lock.state.get(), &self.state) };
        let _relock = ScopeGuard::new(|| {
            // SAFETY: The lock was given back above.
            unsafe { B::relock(self.lock.state.get(), &mut self.state) }
        });
        f()
    }
}

impl<T: ?Sized, B: Backend> Deref for Guard<'_, T, B> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: By the type's invariant the lock is held, so that nobody changes the data while the
        // guard is borrowed.
        unsafe { &*self.lock.data.get() }
    }
}

impl<T: ?Sized, B: Backend> DerefMut for Guard<'_, T, B>
where
    T: Unpin,
{
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        self.as_mut().get_mut()
    }
}

impl<T: ?Sized, B: Backend> Drop for Guard<'_, T, B> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: By the type's invariant this context holds the lock and `state` belongs to that.
        unsafe { B::unlock(self.lock.state.get(), &self.state) };
    }
}
