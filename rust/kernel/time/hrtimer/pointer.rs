// SPDX-License-Identifier: GPL-2.0-only

//! Starting and stopping.
//!
//! # Safety
//!
//! A handle's drop stops its timer. Where a handle only borrows the object, whoever makes it sees to it
//! that it is dropped.

#![allow(unsafe_code)]

use super::HrTimerMode;

/// Pointers that keep an object with a timer as long as the handle lives, forgotten or not.
pub trait HrTimerPointer: Sync + Sized {
    /// What times mean.
    type TimerMode: HrTimerMode;

    /// What stops the timer when it is dropped.
    type TimerHandle: HrTimerHandle;

    /// Starts the timer. One that is running gets a new time.
    fn start(self, expires: <Self::TimerMode as HrTimerMode>::Expires) -> Self::TimerHandle;
}

/// Pointers that borrow an object with a timer.
///
/// # Safety
///
/// Dropping the handle stops the timer.
pub unsafe trait UnsafeHrTimerPointer: Sync + Sized {
    /// What times mean.
    type TimerMode: HrTimerMode;

    /// What stops the timer when it is dropped.
    type TimerHandle: HrTimerHandle;

    /// Starts the timer.
    ///
    /// # Safety
    ///
    /// The handle is dropped before the object is gone, and not forgotten.
    unsafe fn start(self, expires: <Self::TimerMode as HrTimerMode>::Expires) -> Self::TimerHandle;
}

/// Pointers that borrow an object with a timer, which runs during a function.
///
/// # Safety
///
/// The timer is stopped when [`start_scoped`](Self::start_scoped) returns.
pub unsafe trait ScopedHrTimerPointer {
    /// What times mean.
    type TimerMode: HrTimerMode;

    /// Starts the timer, calls `f`, and stops the timer.
    ///
    /// # Context
    ///
    /// As for dropping a handle: not in the timer's callback.
    fn start_scoped<T, F>(self, expires: <Self::TimerMode as HrTimerMode>::Expires, f: F) -> T
    where
        F: FnOnce() -> T;
}

// SAFETY: The handle is dropped before the function returns.
unsafe impl<T> ScopedHrTimerPointer for T
where
    T: UnsafeHrTimerPointer,
{
    type TimerMode = T::TimerMode;

    fn start_scoped<U, F>(
        self,
        expires: <<T as UnsafeHrTimerPointer>::TimerMode as HrTimerMode>::Expires,
        f: F,
    ) -> U
    where
        F: FnOnce() -> U,
    {
        // SAFETY: The handle is dropped below, while the pointer's borrow lasts.
        let handle = unsafe { UnsafeHrTimerPointer::start(self, expires) };
        let result = f();
        drop(handle);
        result
    }
}

/// What stops a timer.
///
/// # Safety
///
/// When the value was dropped, the timer is stopped and its callback does not run.
pub unsafe trait HrTimerHandle {
    /// Stops the timer and waits for its callback. Returns false if it was not running.
    ///
    /// # Context
    ///
    /// Not in the timer's callback, and not while a lock is held that the callback takes.
    fn cancel(&mut self) -> bool;
}
