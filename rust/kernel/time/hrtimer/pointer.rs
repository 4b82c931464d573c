// SPDX-License-Identifier: GPL-2.0-only

//! Starting and stopping, through each kind of pointer.
//!
//! # Safety
//!
//! A handle's drop stops its timer. One that owns the object, or a reference to it, gives that up
//! afterwards. Where a handle only borrows the object, whoever makes it sees to it that it is dropped
//! before the borrow ends. The callback of an object that is in a box, or is borrowed exclusively, is
//! meanwhile its only user.

#![allow(unsafe_code)]

use super::{
    object::timer_of, HasHrTimer, HrTimer, HrTimerCallback, HrTimerCallbackContext, HrTimerMode,
    RawHrTimerCallback,
};
use crate::{
    alloc::{Allocator, Box},
    sync::{Arc, ArcBorrow},
};
use core::{marker::PhantomData, pin::Pin, ptr::NonNull};

/// Pointers that keep an object with a timer as long as the handle lives, forgotten or not.
pub trait HrTimerPointer: Sync + Sized {
    /// What times mean.
    type TimerMode: HrTimerMode;

    /// What stops the timer when it is dropped.
    type TimerHandle: HrTimerHandle;

    /// Starts the timer. One that is running gets a new time: also if its callback is being called, which
    /// does not move that time, nor stop the timer by what it returns.
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

/// Stops the timer of a shared object when it is dropped.
///
/// An object may have several. Each stops the timer, also if it was started for another one.
pub struct ArcHrTimerHandle<T>
where
    T: HasHrTimer<T>,
{
    inner: Arc<T>,
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
        ArcHrTimerHandle { inner: self }
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

/// Stops the timer of a boxed object when it is dropped, and drops the object.
///
/// # Invariants
///
/// `inner` is from `Box::leak()`, and this value owns it. It is pinned.
pub struct BoxHrTimerHandle<T, A>
where
    T: HasHrTimer<T>,
    A: Allocator,
{
    inner: NonNull<T>,
    _owned: PhantomData<Box<T, A>>,
}

// SAFETY: It owns a `T`, and uses it for dropping it.
unsafe impl<T, A> Send for BoxHrTimerHandle<T, A>
where
    T: HasHrTimer<T> + Send,
    A: Allocator,
{
}

// SAFETY: Nothing is done with a shared reference.
unsafe impl<T, A> Sync for BoxHrTimerHandle<T, A>
where
    T: HasHrTimer<T> + Send,
    A: Allocator,
{
}

// SAFETY: Dropping it cancels the timer, which waits for the callback.
unsafe impl<T, A> HrTimerHandle for BoxHrTimerHandle<T, A>
where
    T: HasHrTimer<T>,
    A: Allocator,
{
    fn cancel(&mut self) -> bool {
        // SAFETY: The object is alive, and its timer is initialised.
        unsafe { HrTimer::raw_cancel(T::raw_get_timer(self.inner.as_ptr())) }
    }
}

impl<T, A> Drop for BoxHrTimerHandle<T, A>
where
    T: HasHrTimer<T>,
    A: Allocator,
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
    A: Allocator,
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
        }
    }
}

impl<T, A> RawHrTimerCallback for Pin<Box<T, A>>
where
    T: 'static,
    T: HasHrTimer<T>,
    T: for<'a> HrTimerCallback<Pointer<'a> = Pin<Box<T, A>>>,
    A: Allocator,
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
    T: 'static,
    T: HasHrTimer<T>,
    T: HrTimerCallback<Pointer<'a> = Self>,
{
    // Each call lends the object anew: what one keeps would meet that of the next.
    type CallbackTarget<'b> = Pin<&'b mut T>;

    unsafe extern "C" fn run(ptr: *mut bindings::hrtimer) -> bindings::hrtimer_restart {
        // SAFETY: The caller promises that it is the timer of a `T`, which has expired. The handle
        // borrows the object exclusively during the callback, and does not touch it. C calls a
        // timer's function on one processor at a time, and the callback gets the reference for
        // the time of its call alone. The object is pinned.
        let (receiver, context) = unsafe {
            let (object, context) = HrTimerCallbackContext::<T>::of(ptr);
            (Pin::new_unchecked(&mut *object), context)
        };
        T::run(receiver, context).into_c()
    }
}
