// SPDX-License-Identifier: GPL-2.0-only

//! Timers of objects in boxes.
//!
//! # Safety
//!
//! A handle owns the box, and stops the timer before it drops it. Meanwhile the callback alone uses
//! the object.

#![allow(unsafe_code)]

use super::{
    HasHrTimer, HrTimer, HrTimerCallback, HrTimerCallbackContext, HrTimerHandle, HrTimerMode,
    HrTimerPointer, RawHrTimerCallback,
};
use crate::{alloc::Box, module::users::CodeUse};
use core::{marker::PhantomData, pin::Pin, ptr::NonNull};

/// Stops the timer of a boxed object when it is dropped, and drops the object.
///
/// # Invariants
///
/// `inner` is from `Box::leak()`, and this value owns it. It is pinned.
pub struct BoxHrTimerHandle<T, A>
where
    T: HasHrTimer<T>,
    A: crate::alloc::Allocator,
{
    inner: NonNull<T>,
    _owned: PhantomData<Box<T, A>>,
    _use: CodeUse,
}

// SAFETY: It owns a `T`, and uses it for dropping it.
unsafe impl<T, A> Send for BoxHrTimerHandle<T, A>
where
    T: HasHrTimer<T> + Send,
    A: crate::alloc::Allocator,
{
}

// SAFETY: Nothing is done with a shared reference.
unsafe impl<T, A> Sync for BoxHrTimerHandle<T, A>
where
    T: HasHrTimer<T> + Send,
    A: crate::alloc::Allocator,
{
}

// SAFETY: Dropping it cancels the timer, which waits for the callback.
unsafe impl<T, A> HrTimerHandle for BoxHrTimerHandle<T, A>
where
    T: HasHrTimer<T>,
    A: crate::alloc::Allocator,
{
    fn cancel(&mut self) -> bool {
        // SAFETY: The object is alive, and its timer is initialised.
        unsafe { HrTimer::raw_cancel(T::raw_get_timer(self.inner.as_ptr())) }
    }
}

impl<T, A> Drop for BoxHrTimerHandle<T, A>
where
    T: HasHrTimer<T>,
    A: crate::alloc::Allocator,
{
    fn drop(&mut self) {
        self.cancel();
        // SAFETY: By the type's invariant this value owns the box. The callback, which alone used
        // the object, does not run any more.
        drop(unsafe { Box::<T, A>::from_raw(self.inner.as_ptr()) });
    }
}

impl<T, A> HrTimerPointer for Pin<Box<T, A>>
where
    T: 'static,
    T: Send + Sync,
    T: HasHrTimer<T>,
    T: for<'a> HrTimerCallback<Pointer<'a> = Pin<Box<T, A>>>,
    A: crate::alloc::Allocator,
{
    type TimerMode = <T as HasHrTimer<T>>::TimerMode;
    type TimerHandle = BoxHrTimerHandle<T, A>;

    fn start(
        self,
        expires: <<T as HasHrTimer<T>>::TimerMode as HrTimerMode>::Expires,
    ) -> Self::TimerHandle {
        // SAFETY: The object does not move: it is used through the callback's pinned reference, and
        // dropped where it is.
        let object = NonNull::from(Box::leak(unsafe { Pin::into_inner_unchecked(self) }));
        // SAFETY: The object is alive and does not move. The handle stops the timer before it is
        // gone; if it is forgotten, the object is never freed.
        unsafe { T::start(object.as_ptr(), expires) };
        // INVARIANT: Just made.
        BoxHrTimerHandle {
            inner: object,
            _owned: PhantomData,
            _use: CodeUse::own(),
        }
    }
}

impl<T, A> RawHrTimerCallback for Pin<Box<T, A>>
where
    T: 'static,
    T: HasHrTimer<T>,
    T: for<'a> HrTimerCallback<Pointer<'a> = Pin<Box<T, A>>>,
    A: crate::alloc::Allocator,
{
    type CallbackTarget<'a> = Pin<&'a mut T>;

    unsafe extern "C" fn run(ptr: *mut bindings::hrtimer) -> bindings::hrtimer_restart {
        // SAFETY: The caller promises that it is the timer of a `T`, which has expired. A handle
        // owns the object, keeps it during the callback, and does not touch it meanwhile. C calls a
        // timer's function on one processor at a time. The object is pinned.
        let (receiver, context) = unsafe {
            let (object, context) = HrTimerCallbackContext::<T>::of(ptr);
            (Pin::new_unchecked(&mut *object), context)
        };
        T::run(receiver, context).into_c()
    }
}
