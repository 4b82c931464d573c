// SPDX-License-Identifier: GPL-2.0-only

//! Locks: data that one context at a time may touch.
//!
//! [`Lock`] and [`Guard`] are written once; a [`Backend`] says what kind of lock it is.
//!
//! # Safety
//!
//! A [`Lock`]'s data is accessed through a [`Guard`] alone, and while a guard lives, the lock is held
//! by the context that has the guard, which gives it back. The operations of a [`Backend`] are those of
//! C's lock.

#![allow(unsafe_code)]

pub(super) mod global;
pub(crate) mod held;
pub mod mutex;
pub mod spinlock;

pub use self::global::{GlobalGuard, GlobalLock, GlobalLockBackend, GlobalLockedBy};

use self::{
    mutex::MutexBackend,
    spinlock::{SpinLockBackend, SpinLockIrqBackend},
};
use super::LockClassKey;
use crate::{
    str::{CStr, CStrExt as _},
    types::{NotThreadSafe, Opaque, ScopeGuard},
};
use core::{
    cell::UnsafeCell,
    marker::PhantomPinned,
    ops::{Deref, DerefMut},
    pin::Pin,
};
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

impl<T: ?Sized> Lock<T, SpinLockIrqBackend> {
    /// The same lock, to be taken without a switch of interrupts.
    #[inline]
    pub(super) fn without_irq(&self) -> &Lock<T, SpinLockBackend> {
        let this: *const Self = self;
        // SAFETY: `Lock` is `repr(C)`, and the two backends have the same state, which both keep
        // initialised in the same way, so that the two types are laid out alike. The lock is
        // borrowed as long as the result.
        unsafe { &*(this as *const Lock<T, SpinLockBackend>) }
    }
}

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

// SAFETY: A mutex has one owner from `mutex_lock()` to `mutex_unlock()`, which order memory as
// acquire and release. `relock()` is the default one.
unsafe impl Backend for MutexBackend {
    type State = bindings::mutex;
    type GuardState = ();

    #[inline]
    unsafe fn init(
        ptr: *mut Self::State,
        name: *const crate::ffi::c_char,
        key: *mut bindings::lock_class_key,
    ) {
        // SAFETY: The caller promises what `__mutex_init()` needs: memory, and a name and a key that
        // outlive the lock.
        unsafe { bindings::__mutex_init(ptr, name, key) };
    }

    #[inline]
    unsafe fn lock(ptr: *mut Self::State) {
        // SAFETY: The caller promises that the mutex is initialised.
        unsafe { bindings::mutex_lock(ptr) };
    }

    #[inline]
    unsafe fn try_lock(ptr: *mut Self::State) -> Option<()> {
        // SAFETY: The caller promises that the mutex is initialised.
        let taken = unsafe { bindings::mutex_trylock(ptr) };
        (taken != 0).then_some(())
    }

    #[inline]
    unsafe fn unlock(ptr: *mut Self::State, _guard_state: &()) {
        // SAFETY: The caller promises that this task has locked the mutex.
        unsafe { bindings::mutex_unlock(ptr) };
    }

    #[inline]
    unsafe fn assert_is_held(ptr: *mut Self::State) {
        // SAFETY: The caller promises that the mutex is initialised.
        unsafe { bindings::mutex_assert_is_held(ptr) };
    }
}

// SAFETY: A spin lock has one owner from `spin_lock()` to `spin_unlock()`, which order memory as
// acquire and release. Where C does not see to that, `held` does. `relock()` is the default one.
unsafe impl Backend for SpinLockBackend {
    type State = bindings::spinlock_t;
    type GuardState = ();

    #[inline]
    unsafe fn init(
        ptr: *mut Self::State,
        name: *const crate::ffi::c_char,
        key: *mut bindings::lock_class_key,
    ) {
        // SAFETY: The caller promises what C's initialiser needs: memory, and a name and a key that
        // outlive the lock.
        unsafe { bindings::spin_lock_init_with_key(ptr, name, key) };
    }

    #[inline]
    unsafe fn lock(ptr: *mut Self::State) {
        // SAFETY: The caller promises that the lock is initialised.
        unsafe { bindings::spin_lock(ptr) };
        held::enter(ptr);
    }

    #[inline]
    unsafe fn try_lock(ptr: *mut Self::State) -> Option<()> {
        // SAFETY: The caller promises that the lock is initialised.
        if held::is_held(ptr) || unsafe { bindings::spin_trylock(ptr) } == 0 {
            return None;
        }
        held::enter(ptr);
        Some(())
    }

    #[inline]
    unsafe fn unlock(ptr: *mut Self::State, _guard_state: &()) {
        held::leave(ptr);
        // SAFETY: The caller promises that this context has locked the lock.
        unsafe { bindings::spin_unlock(ptr) };
    }

    #[inline]
    unsafe fn assert_is_held(ptr: *mut Self::State) {
        // SAFETY: The caller promises that the lock is initialised.
        unsafe { bindings::spin_assert_is_held(ptr) };
    }
}

// SAFETY: As for `SpinLockBackend`: the functions differ in what they do to interrupts alone.
unsafe impl Backend for SpinLockIrqBackend {
    type State = bindings::spinlock_t;
    type GuardState = ();

    #[inline]
    unsafe fn init(
        ptr: *mut Self::State,
        name: *const crate::ffi::c_char,
        key: *mut bindings::lock_class_key,
    ) {
        // SAFETY: The requirements are the same.
        unsafe { SpinLockBackend::init(ptr, name, key) };
    }

    #[inline]
    unsafe fn lock(ptr: *mut Self::State) {
        // SAFETY: The caller promises that the lock is initialised.
        unsafe { bindings::spin_lock_irq_disable(ptr) };
        held::enter(ptr);
    }

    #[inline]
    unsafe fn try_lock(ptr: *mut Self::State) -> Option<()> {
        // SAFETY: The caller promises that the lock is initialised.
        if held::is_held(ptr) || unsafe { bindings::spin_trylock_irq_disable(ptr) } == 0 {
            return None;
        }
        held::enter(ptr);
        Some(())
    }

    #[inline]
    unsafe fn unlock(ptr: *mut Self::State, _guard_state: &()) {
        held::leave(ptr);
        // SAFETY: The caller promises that this context has locked the lock.
        unsafe { bindings::spin_unlock_irq_enable(ptr) };
    }

    #[inline]
    unsafe fn assert_is_held(ptr: *mut Self::State) {
        // SAFETY: The requirements are the same.
        unsafe { SpinLockBackend::assert_is_held(ptr) };
    }
}
