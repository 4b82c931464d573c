// SPDX-License-Identifier: GPL-2.0-only

//! Timers of objects that are borrowed exclusively.
//!
//! # Safety
//!
//! A handle borrows the object, and is dropped before that ends, by the promise of who makes it.

#![allow(unsafe_code)]

use super::{
    HasHrTimer, HrTimer, HrTimerCallback, HrTimerCallbackContext, HrTimerHandle, HrTimerMode,
    RawHrTimerCallback, UnsafeHrTimerPointer,
};
use core::{marker::PhantomData, pin::Pin, ptr::NonNull};

/// Stops the timer of an object that is borrowed exclusively, when it is dropped.
pub struct PinMutHrTimerHandle<'a, T>
where
    T: HasHrTimer<T>,
{
    inner: NonNull<T>,
    _borrowed: PhantomData<&'a mut T>,
}

// SAFETY: Dropping it cancels the timer, which waits for the callback.
unsafe impl<'a, T> HrTimerHandle for PinMutHrTimerHandle<'a, T>
where
    T: HasHrTimer<T>,
{
    fn cancel(&mut self) -> bool {
        // SAFETY: The object is borrowed, and its timer is initialised.
        unsafe { HrTimer::raw_cancel(T::raw_get_timer(self.inner.as_ptr())) }
    }
}

impl<'a, T> Drop for PinMutHrTimerHandle<'a, T>
where
    T: HasHrTimer<T>,
{
    fn drop(&mut self) {
        self.cancel();
    }
}

// SAFETY: Dropping the handle cancels the timer.
unsafe impl<'a, T> UnsafeHrTimerPointer for Pin<&'a mut T>
where
    T: Send + Sync,
    T: HasHrTimer<T>,
    T: HrTimerCallback<Pointer<'a> = Self>,
{
    type TimerMode = <T as HasHrTimer<T>>::TimerMode;
    type TimerHandle = PinMutHrTimerHandle<'a, T>;

    unsafe fn start(
        self,
        expires: <<T as HasHrTimer<T>>::TimerMode as HrTimerMode>::Expires,
    ) -> Self::TimerHandle {
        // SAFETY: The object is pinned and not moved, and by the caller's promise the handle stops the
        // timer before the borrow ends.
        let inner = unsafe {
            let object = NonNull::from(self.get_unchecked_mut());
            T::start(object.as_ptr(), expires);
            object
        };
        PinMutHrTimerHandle {
            inner,
            _borrowed: PhantomData,
        }
    }
}

impl<'a, T> RawHrTimerCallback for Pin<&'a mut T>
where
    T: HasHrTimer<T>,
    T: HrTimerCallback<Pointer<'a> = Self>,
{
    type CallbackTarget<'b> = Self;

    unsafe extern "C" fn run(ptr: *mut bindings::hrtimer) -> bindings::hrtimer_restart {
        // SAFETY: The caller promises that it is the timer of a `T`, which has expired. The handle
        // borrows the object exclusively during the callback, and does not touch it. C calls a
        // timer's function on one processor at a time. The object is pinned.
        let (receiver, context) = unsafe {
            let (object, context) = HrTimerCallbackContext::<T>::of(ptr);
            (Pin::new_unchecked(&mut *object), context)
        };
        T::run(receiver, context).into_c()
    }
}
