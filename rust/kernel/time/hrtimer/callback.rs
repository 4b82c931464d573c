// SPDX-License-Identifier: GPL-2.0-only

//! What a timer calls.
//!
//! # Safety
//!
//! An [`HrTimerCallbackContext`] exists in the callback of its timer alone.

#![allow(unsafe_code)]

use super::{HasHrTimer, HrTimer, HrTimerInstant};
use crate::time::Delta;
use core::{marker::PhantomData, ptr::NonNull};

/// What C calls for an object that was started through a pointer.
pub trait RawHrTimerCallback {
    /// What the callback gets.
    type CallbackTarget<'a>;

    /// What C calls.
    ///
    /// # Safety
    ///
    /// `this` must be the timer of an object that was started through this kind of pointer, and C
    /// calls this because it has expired.
    unsafe extern "C" fn run(this: *mut bindings::hrtimer) -> bindings::hrtimer_restart;
}

/// Objects that are called back by their timer.
pub trait HrTimerCallback {
    /// The pointer through which the timer is started.
    type Pointer<'a>: RawHrTimerCallback;

    /// Called when the time has come.
    ///
    /// # Context
    ///
    /// An interrupt handler, or softirq context: must not sleep.
    fn run(
        this: <Self::Pointer<'_> as RawHrTimerCallback>::CallbackTarget<'_>,
        ctx: HrTimerCallbackContext<'_, Self>,
    ) -> HrTimerRestart
    where
        Self: Sized,
        Self: HasHrTimer<Self>;
}

/// Whether the timer goes on.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum HrTimerRestart {
    /// It is over.
    NoRestart = bindings::hrtimer_restart_HRTIMER_NORESTART,
    /// It expires again, at the time that was set by
    /// [`forward`](HrTimerCallbackContext::forward). If none was set, at once.
    Restart = bindings::hrtimer_restart_HRTIMER_RESTART,
}

impl HrTimerRestart {
    #[inline]
    pub(super) fn into_c(self) -> bindings::hrtimer_restart {
        self as bindings::hrtimer_restart
    }
}

/// What a callback may do with its timer.
///
/// # Invariants
///
/// The timer is initialised, and its callback runs during `'a`.
pub struct HrTimerCallbackContext<'a, T: HasHrTimer<T>>(NonNull<HrTimer<T>>, PhantomData<&'a ()>);

impl<'a, T: HasHrTimer<T>> HrTimerCallbackContext<'a, T> {
    /// The object of a timer, and what its callback may do with it.
    ///
    /// # Safety
    ///
    /// C calls back the timer `timer`, which is that of a `T`, during `'a`.
    pub(super) unsafe fn of(timer: *mut bindings::hrtimer) -> (*mut T, Self) {
        let timer: *mut HrTimer<T> = timer.cast();
        // SAFETY: It is the timer of a `T`, and so its address is not null.
        let (object, timer) =
            unsafe { (T::timer_container_of(timer), NonNull::new_unchecked(timer)) };
        // INVARIANT: The caller's promise.
        (object, Self(timer, PhantomData))
    }

    /// Moves the time of expiry by as many times `interval` as it takes to get behind `now`, and
    /// returns how many.
    pub fn forward(&mut self, now: HrTimerInstant<T>, interval: Delta) -> u64 {
        // SAFETY: By the type's invariant this is the callback.
        unsafe { HrTimer::raw_forward(self.0.as_ptr(), now, interval) }
    }

    /// [`forward`](Self::forward), with the time that it is now.
    pub fn forward_now(&mut self, duration: Delta) -> u64 {
        self.forward(HrTimerInstant::<T>::now(), duration)
    }
}
