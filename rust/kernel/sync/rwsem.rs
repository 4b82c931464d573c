// SPDX-License-Identifier: GPL-2.0-only

//! Locks that readers share, whose waiters sleep.
//!
//! C header: [`include/linux/rwsem.h`](srctree/include/linux/rwsem.h)
//!
//! # Safety
//!
//! An [`RwSemaphore`]'s data is accessed through guards alone: while a [`WriteGuard`] lives, there
//! is no other guard of the same lock.

#![allow(unsafe_code)]

use super::LockClassKey;
use crate::{
    error::{to_result, Result},
    str::{CStr, CStrExt as _},
    types::NotThreadSafe,
};
use bindings::live::Live;
use core::{
    cell::UnsafeCell,
    mem,
    ops::{Deref, DerefMut},
    pin::Pin,
};
use pin_init::{pin_data, pin_init, PinInit, Wrapper};

/// Makes an [`RwSemaphore`] with a class of its own for each place in the code.
///
/// Takes the value, or an initialiser of it, and a name for lockdep, which is the place in the code
/// if left out.
#[macro_export]
macro_rules! new_rwsem {
    ($inner:expr $(, $name:literal)? $(,)?) => {
        $crate::sync::RwSemaphore::new(
            $inner,
            $crate::optional_name!($($name)?),
            $crate::static_lock_class!(),
        )
    };
}
pub use new_rwsem;

/// Data that many tasks may read at a time, or one may change.
///
/// For data that is read much more often than changed, and for long: otherwise a
/// [`Mutex`](super::Mutex) is faster.
///
/// # Invariants
///
/// `inner` was initialised by `__init_rwsem()`.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, sync::new_rwsem};
///
/// let table = KBox::pin_init(new_rwsem!(KVec::<u32>::new(), "table"), GFP_KERNEL)?;
///
/// let mut writer = table.write();
/// writer.push(3, GFP_KERNEL)?;
/// let reader = writer.downgrade();
/// assert_eq!(reader.len(), 1);
/// // A second `read()` would wait for a writer who waits for the first.
/// assert!(table.try_read().is_some());
/// assert!(table.try_write().is_none());
/// drop(reader);
///
/// assert_eq!(table.read()[..], [3]);
/// # Ok::<(), Error>(())
/// ```
#[pin_data]
pub struct RwSemaphore<T: ?Sized> {
    #[pin]
    inner: Live<bindings::rw_semaphore>,
    #[pin]
    data: UnsafeCell<T>,
}

// SAFETY: The data goes along; C's lock is bound to no task while nobody holds it.
unsafe impl<T: ?Sized + Send> Send for RwSemaphore<T> {}

// SAFETY: Those who share the lock get a `&T` at the same time (`Sync`), or a `&mut T` one after
// another, as if it were sent to them (`Send`).
unsafe impl<T: ?Sized + Send + Sync> Sync for RwSemaphore<T> {}

impl<T> RwSemaphore<T> {
    /// Makes a lock over `t`, a value or an initialiser of one. [`new_rwsem!`] fills in the rest.
    pub fn new(
        t: impl PinInit<T>,
        name: &'static CStr,
        key: Pin<&'static LockClassKey>,
    ) -> impl PinInit<Self> {
        // INVARIANT: `__init_rwsem()` runs on the field.
        pin_init!(Self {
            // SAFETY: `__init_rwsem()` writes the whole object. The name and the key live forever, and a
            // `LockClassKey` is known to lockdep.
            inner <- unsafe {
                Live::init(|slot| bindings::__init_rwsem(slot, name.as_char_ptr(), key.as_ptr()))
            },
            data <- UnsafeCell::pin_init(t),
        })
    }
}

impl<T: ?Sized> RwSemaphore<T> {
    /// A guard of the lock, which the caller has just taken for reading.
    fn reader(&self) -> ReadGuard<'_, T> {
        // INVARIANT: The caller's argument.
        ReadGuard {
            lock: self,
            _not_send: NotThreadSafe,
        }
    }

    /// A guard of the lock, which the caller has just taken for writing.
    fn writer(&self) -> WriteGuard<'_, T> {
        // INVARIANT: The caller's argument.
        WriteGuard {
            lock: self,
            _not_send: NotThreadSafe,
        }
    }

    /// Takes the lock for reading, and waits if somebody writes, or wants to.
    ///
    /// # Context
    ///
    /// May sleep.
    #[inline]
    pub fn read(&self) -> ReadGuard<'_, T> {
        bindings::safe::down_read(&self.inner);
        self.reader()
    }

    /// As [`read`](RwSemaphore::read), until the task is killed.
    ///
    /// # Errors
    ///
    /// `EINTR` if the task is being killed.
    ///
    /// # Context
    ///
    /// May sleep.
    #[inline]
    pub fn read_killable(&self) -> Result<ReadGuard<'_, T>> {
        to_result(bindings::safe::down_read_killable(&self.inner))?;
        Ok(self.reader())
    }

    /// Takes the lock for reading if that is possible at once.
    #[inline]
    pub fn try_read(&self) -> Option<ReadGuard<'_, T>> {
        let taken = bindings::safe::down_read_trylock(&self.inner);
        (taken != 0).then(|| self.reader())
    }

    /// Takes the lock for writing, and waits until nobody has it.
    ///
    /// # Context
    ///
    /// May sleep.
    #[inline]
    pub fn write(&self) -> WriteGuard<'_, T> {
        bindings::safe::down_write(&self.inner);
        self.writer()
    }

    /// As [`write`](RwSemaphore::write), until the task is killed.
    ///
    /// # Errors
    ///
    /// `EINTR` if the task is being killed.
    ///
    /// # Context
    ///
    /// May sleep.
    #[inline]
    pub fn write_killable(&self) -> Result<WriteGuard<'_, T>> {
        to_result(bindings::safe::down_write_killable(&self.inner))?;
        Ok(self.writer())
    }

    /// Takes the lock for writing if that is possible at once.
    #[inline]
    pub fn try_write(&self) -> Option<WriteGuard<'_, T>> {
        let taken = bindings::safe::down_write_trylock(&self.inner);
        (taken != 0).then(|| self.writer())
    }
}

/// The right to read the data of an [`RwSemaphore`]. It stays in the task that took the lock.
///
/// # Invariants
///
/// The task that has it holds the lock for reading, once for this value.
#[must_use = "the lock unlocks immediately when the guard is unused"]
pub struct ReadGuard<'a, T: ?Sized> {
    lock: &'a RwSemaphore<T>,
    _not_send: NotThreadSafe,
}

// SAFETY: A shared guard gives a `&T` and nothing else.
unsafe impl<T: ?Sized + Sync> Sync for ReadGuard<'_, T> {}

impl<T: ?Sized> Deref for ReadGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: By the type's invariant the lock is held, so that nobody changes the data.
        unsafe { &*self.lock.data.get() }
    }
}

impl<T: ?Sized> Drop for ReadGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: By the type's invariant the task holds the lock for reading.
        unsafe { bindings::up_read(self.lock.inner.get()) };
    }
}

/// The right to change the data of an [`RwSemaphore`]. It stays in the task that took the lock.
///
/// # Invariants
///
/// The task that has it holds the lock for writing.
#[must_use = "the lock unlocks immediately when the guard is unused"]
pub struct WriteGuard<'a, T: ?Sized> {
    lock: &'a RwSemaphore<T>,
    _not_send: NotThreadSafe,
}

// SAFETY: A shared guard gives a `&T` and nothing else.
unsafe impl<T: ?Sized + Sync> Sync for WriteGuard<'_, T> {}

impl<'a, T: ?Sized> WriteGuard<'a, T> {
    /// Keeps the lock for reading, and nobody writes in between.
    #[inline]
    pub fn downgrade(self) -> ReadGuard<'a, T> {
        let lock = self.lock;
        // The lock is given back by the other guard.
        mem::forget(self);
        // SAFETY: By the type's invariant the task holds the lock for writing.
        unsafe { bindings::downgrade_write(lock.inner.get()) };
        lock.reader()
    }

    /// The data, pinned: the way to change what is not [`Unpin`].
    pub fn as_mut(&mut self) -> Pin<&mut T> {
        // SAFETY: The lock is held, so that nobody else has the data while the guard is borrowed.
        let data = unsafe { &mut *self.lock.data.get() };
        // SAFETY: A lock is pinned, and its data with it: it is a pinned field.
        unsafe { Pin::new_unchecked(data) }
    }
}

impl<T: ?Sized> Deref for WriteGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: By the type's invariant the lock is held, and the guard is not changed.
        unsafe { &*self.lock.data.get() }
    }
}

impl<T: ?Sized + Unpin> DerefMut for WriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.as_mut().get_mut()
    }
}

impl<T: ?Sized> Drop for WriteGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: By the type's invariant the task holds the lock for writing.
        unsafe { bindings::up_write(self.lock.inner.get()) };
    }
}
