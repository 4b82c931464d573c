// SPDX-License-Identifier: GPL-2.0-only

//! Timers of objects that are borrowed.
//!
//! # Safety
//!
//! A handle borrows the object, and is dropped before that ends, by the promise of who makes it.

#![allow(unsafe_code)]

use super::{
    has::timer_of, HasHrTimer, HrTimerCallback, HrTimerCallbackContext, HrTimerHandle, HrTimerMode,
    RawHrTimerCallback, UnsafeHrTimerPointer,
};
use core::pin::Pin;

/// Stops the timer of an object that is borrowed, when it is dropped.
pub struct PinHrTimerHandle<'a, T>
where
    T: HasHrTimer<T>,
{
    inner: Pin<&'a T>,
}

// SAFETY: Dropping it cancels the timer, which waits for the callback.
unsafe impl<'a, T> HrTimerHandle for PinHrTimerHandle<'a, T>
where
    T: HasHrTimer<T>,
{
    fn cancel(&mut self) -> bool {
        timer_of(self.inner.get_ref()).cancel()
    }
}

impl<'a, T> Drop for PinHrTimerHandle<'a, T>
where
    T: HasHrTimer<T>,
{
    fn drop(&mut self) {
        self.cancel();
    }
}

// SAFETY: Dropping the handle cancels the timer.
unsafe impl<'a, T> UnsafeHrTimerPointer for Pin<&'a T>
where
    T: Send + Sync,
    T: HasHrTimer<T>,
    T: HrTimerCallback<Pointer<'a> = Self>,
{
    type TimerMode = <T as HasHrTimer<T>>::TimerMode;
    type TimerHandle = PinHrTimerHandle<'a, T>;

    unsafe fn start(
        self,
        expires: <<T as HasHrTimer<T>>::TimerMode as HrTimerMode>::Expires,
    ) -> Self::TimerHandle {
        // SAFETY: The object is pinned, and by the caller's promise the handle stops the timer before
        // the borrow ends.
        unsafe { T::start(core::ptr::from_ref(self.get_ref()), expires) };
        PinHrTimerHandle { inner: self }
    }
}

impl<'a, T> RawHrTimerCallback for Pin<&'a T>
where
    T: HasHrTimer<T>,
    T: HrTimerCallback<Pointer<'a> = Self>,
{
    type CallbackTarget<'b> = Self;

    unsafe extern "C" fn run(ptr: *mut bindings::hrtimer) -> bindings::hrtimer_restart {
        // SAFETY: The caller promises that it is the timer of a `T`, which has expired. The handle
        // borrows the object, which is pinned, during the callback.
        let (receiver, context) = unsafe {
            let (object, context) = HrTimerCallbackContext::<T>::of(ptr);
            (Pin::new_unchecked(&*object), context)
        };
        T::run(receiver, context).into_c()
    }
}
