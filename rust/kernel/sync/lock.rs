// SPDX-License-Identifier: GPL-2.0-only

//! Locks: data that one context at a time may touch.
//!
//! [`Lock`] and [`Guard`] are written once; a [`Backend`] says what kind of lock it is.
//!
//! # Safety
//!
//! A [`Lock`]'s data is accessed through a [`Guard`] alone, and while a guard lives, the lock is held
//! by the context that has the guard.

#![allow(unsafe_code)]

pub(super) mod global;
mod guard;
pub(crate) mod held;
pub mod mutex;
pub mod spinlock;

pub use self::global::{GlobalGuard, GlobalLock, GlobalLockBackend, GlobalLockedBy};
pub use self::guard::Guard;

use super::LockClassKey;
use crate::{
    str::{CStr, CStrExt as _},
    types::Opaque,
};
use core::{cell::UnsafeCell, marker::PhantomPinned, pin::Pin};
use pin_init::{pin_data, pin_init, PinInit, Wrapper};

/// A kind of lock.
///
/// # Safety
///
/// - Between [`lock`](Backend::lock), or a [`try_lock`](Backend::try_lock) that succeeded, and
///   [`unlock`](Backend::unlock), nobody else gets the lock.
/// - What was done before an `unlock` is visible after the next `lock`.
/// - [`relock`](Backend::relock) takes the same lock as `lock` does.
pub unsafe trait Backend {
    /// C's lock.
    type State;

    /// What `unlock` needs to know from `lock`: a saved interrupt state, for instance.
    type GuardState;

    /// Initialises the lock.
    ///
    /// # Safety
    ///
    /// `ptr` may be written, and the object stays there. `name` is a C string that lives as long as
    /// the lock is used, and so does `key`, which lockdep knows.
    unsafe fn init(
        ptr: *mut Self::State,
        name: *const crate::ffi::c_char,
        key: *mut bindings::lock_class_key,
    );

    /// Takes the lock, and waits for it if need be.
    ///
    /// # Safety
    ///
    /// [`init`](Backend::init) was called.
    #[must_use]
    unsafe fn lock(ptr: *mut Self::State) -> Self::GuardState;

    /// Takes the lock if nobody has it.
    ///
    /// # Safety
    ///
    /// [`init`](Backend::init) was called.
    unsafe fn try_lock(ptr: *mut Self::State) -> Option<Self::GuardState>;

    /// Gives the lock back.
    ///
    /// # Safety
    ///
    /// The caller, in the context that took the lock, holds it. `guard_state` is what it got.
    unsafe fn unlock(ptr: *mut Self::State, guard_state: &Self::GuardState);

    /// Takes the lock again, after a guard gave it back for a while.
    ///
    /// # Safety
    ///
    /// `guard_state` is from a lock of this object that was given back by
    /// [`unlock`](Backend::unlock).
    unsafe fn relock(ptr: *mut Self::State, guard_state: &mut Self::GuardState) {
        // SAFETY: The object was locked before, thus is initialised.
        *guard_state = unsafe { Self::lock(ptr) };
    }

    /// Has lockdep report if the lock is not held.
    ///
    /// # Safety
    ///
    /// [`init`](Backend::init) was called.
    unsafe fn assert_is_held(ptr: *mut Self::State);
}

/// Data that one context at a time may touch, with the lock that sees to it.
///
/// [`Mutex`](super::Mutex) and [`SpinLock`](super::SpinLock) are locks with a kind.
///
/// # Invariants
///
/// `state` was initialised by [`Backend::init`].
#[repr(C)]
#[pin_data]
pub struct Lock<T: ?Sized, B: Backend> {
    #[pin]
    state: Opaque<B::State>,
    /// C's locks must not move.
    #[pin]
    _pin: PhantomPinned,
    #[pin]
    data: UnsafeCell<T>,
}

// SAFETY: The data goes along; C's lock is bound to no context while nobody holds it.
unsafe impl<T: ?Sized + Send, B: Backend> Send for Lock<T, B> {}

// SAFETY: Those who share a lock get at the data one after another, each as if it were sent to them.
unsafe impl<T: ?Sized + Send, B: Backend> Sync for Lock<T, B> {}

impl<T, B: Backend> Lock<T, B> {
    /// Makes a lock over `t`, a value or an initialiser of one.
    ///
    /// `name` and `key` are for lockdep; [`new_mutex!`](super::new_mutex) and
    /// [`new_spinlock!`](super::new_spinlock) fill them in.
    pub fn new(
        t: impl PinInit<T>,
        name: &'static CStr,
        key: Pin<&'static LockClassKey>,
    ) -> impl PinInit<Self> {
        // INVARIANT: `Backend::init()` runs on the field.
        pin_init!(Self {
            // SAFETY: An initialiser's slot may be written and the object is pinned there. The name
            // and the key live forever, and a `LockClassKey` is known to lockdep.
            state <- Opaque::ffi_init(|slot| unsafe {
                B::init(slot, name.as_char_ptr(), key.as_ptr())
            }),
            _pin: PhantomPinned,
            data <- UnsafeCell::pin_init(t),
        })
    }
}

impl<B: Backend> Lock<(), B> {
    /// Uses a lock of C's.
    ///
    /// # Safety
    ///
    /// `ptr` points to a lock that is initialised and valid during `'a`.
    pub unsafe fn from_raw<'a>(ptr: *mut B::State) -> &'a Self {
        // INVARIANT: The caller's promise.
        // SAFETY: `repr(C)`: the state comes first and the other fields have no size and no
        // alignment. The object is valid during `'a` and is not accessed but by C.
        unsafe { &*ptr.cast() }
    }
}

impl<T: ?Sized, B: Backend> Lock<T, B> {
    /// The address of the data. Who may use it is not said.
    pub(super) fn data_ptr(&self) -> *mut T {
        self.data.get()
    }

    /// Takes the lock, and waits for it if need be. Dropping the guard gives it back.
    ///
    /// # Context
    ///
    /// That of the kind of lock: taking a mutex may sleep. Taking a lock that this context has
    /// already waits forever.
    #[inline]
    pub fn lock(&self) -> Guard<'_, T, B> {
        // SAFETY: By the type's invariant the lock is initialised. The guard gets what was just taken.
        unsafe { Guard::new(self, B::lock(self.state.get())) }
    }

    /// Takes the lock if nobody has it.
    ///
    /// # Context
    ///
    /// That of the kind of lock. Does not sleep.
    #[inline]
    #[must_use = "if unused, the lock will be immediately unlocked"]
    pub fn try_lock(&self) -> Option<Guard<'_, T, B>> {
        // SAFETY: By the type's invariant the lock is initialised. The guard gets what was just taken.
        Some(unsafe { Guard::new(self, B::try_lock(self.state.get())?) })
    }
}
