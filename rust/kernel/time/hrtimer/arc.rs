// SPDX-License-Identifier: GPL-2.0-only

//! Timers of shared objects.
//!
//! # Safety
//!
//! A handle owns a reference to the object, and stops the timer before it gives that up.

#![allow(unsafe_code)]

use super::{
    has::timer_of, HasHrTimer, HrTimerCallback, HrTimerCallbackContext, HrTimerHandle, HrTimerMode,
    HrTimerPointer, RawHrTimerCallback,
};
use crate::{
    module::users::CodeUse,
    sync::{Arc, ArcBorrow},
};

/// Stops the timer of a shared object when it is dropped.
///
/// An object may have several. Each stops the timer, also if it was started for another one.
pub struct ArcHrTimerHandle<T>
where
    T: HasHrTimer<T>,
{
    inner: Arc<T>,
    _use: CodeUse,
}

// SAFETY: Dropping it cancels the timer, which waits for the callback.
unsafe impl<T> HrTimerHandle for ArcHrTimerHandle<T>
where
    T: HasHrTimer<T>,
{
    fn cancel(&mut self) -> bool {
        timer_of(&*self.inner).cancel()
    }
}

impl<T> Drop for ArcHrTimerHandle<T>
where
    T: HasHrTimer<T>,
{
    fn drop(&mut self) {
        self.cancel();
    }
}

impl<T> HrTimerPointer for Arc<T>
where
    T: 'static,
    T: Send + Sync,
    T: HasHrTimer<T>,
    T: for<'a> HrTimerCallback<Pointer<'a> = Self>,
{
    type TimerMode = <T as HasHrTimer<T>>::TimerMode;
    type TimerHandle = ArcHrTimerHandle<T>;

    fn start(
        self,
        expires: <<T as HasHrTimer<T>>::TimerMode as HrTimerMode>::Expires,
    ) -> ArcHrTimerHandle<T> {
        // SAFETY: The object is alive and does not move. The handle, which has a reference to it,
        // stops the timer; if it is forgotten, so is the reference.
        unsafe { T::start(Arc::as_ptr(&self), expires) };
        ArcHrTimerHandle {
            inner: self,
            _use: CodeUse::own(),
        }
    }
}

impl<T> RawHrTimerCallback for Arc<T>
where
    T: 'static,
    T: HasHrTimer<T>,
    T: for<'a> HrTimerCallback<Pointer<'a> = Self>,
{
    type CallbackTarget<'a> = ArcBorrow<'a, T>;

    unsafe extern "C" fn run(ptr: *mut bindings::hrtimer) -> bindings::hrtimer_restart {
        // SAFETY: The caller promises that it is the timer of a `T`, which has expired. The object
        // is that of an `Arc`, and a handle keeps it during the callback.
        let (receiver, context) = unsafe {
            let (object, context) = HrTimerCallbackContext::<T>::of(ptr);
            (ArcBorrow::from_raw(object), context)
        };
        T::run(receiver, context).into_c()
    }
}
