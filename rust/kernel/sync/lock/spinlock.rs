// SPDX-License-Identifier: GPL-2.0-only

//! Locks whose waiters spin.
//!
//! C header: [`include/linux/spinlock.h`](srctree/include/linux/spinlock.h)
//!
//! # Safety
//!
//! Maps [`Backend`]'s operations to those of a `spinlock_t`.

#![allow(unsafe_code)]

use super::{Backend, Guard, Lock};

/// Makes a [`SpinLock`] with a class of its own for each place in the code.
///
/// Takes the value, or an initialiser of it, and a name for lockdep, which is the place in the code
/// if left out.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, sync::new_spinlock};
///
/// let lock = KBox::pin_init(new_spinlock!([0u8; 4], "digest"), GFP_KERNEL)?;
/// lock.lock().fill(1);
/// assert_eq!(*lock.lock(), [1; 4]);
/// # Ok::<(), Error>(())
/// ```
#[macro_export]
macro_rules! new_spinlock {
    ($inner:expr $(, $name:literal)? $(,)?) => {
        $crate::sync::SpinLock::new(
            $inner,
            $crate::optional_name!($($name)?),
            $crate::static_lock_class!(),
        )
    };
}
pub use new_spinlock;

/// Data under a lock whose waiters spin.
///
/// Code that has the lock must not sleep and should be short. Interrupts stay on: a lock that an
/// interrupt handler takes too must not be of this type. On `PREEMPT_RT` it is a lock whose waiters
/// sleep.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, sync::{new_spinlock, SpinLock}};
///
/// #[pin_data]
/// struct Queue {
///     #[pin]
///     ends: SpinLock<(usize, usize)>,
/// }
///
/// impl Queue {
///     fn new() -> impl PinInit<Self> {
///         pin_init!(Self { ends <- new_spinlock!((0, 0)) })
///     }
///
///     fn push(&self) -> usize {
///         let mut ends = self.ends.lock();
///         ends.1 += 1;
///         ends.1 - ends.0
///     }
/// }
///
/// let queue = KBox::pin_init(Queue::new(), GFP_KERNEL)?;
/// queue.push();
/// assert_eq!(queue.push(), 2);
/// # Ok::<(), Error>(())
/// ```
pub type SpinLock<T> = Lock<T, SpinLockBackend>;

/// The right to a [`SpinLock`]'s data.
pub type SpinLockGuard<'a, T> = Guard<'a, T, SpinLockBackend>;

/// The kind of lock that is C's `spinlock_t`.
pub struct SpinLockBackend;

// SAFETY: A spin lock has one owner from `spin_lock()` to `spin_unlock()`, which order memory as
// acquire and release. `relock()` is the default one.
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
    }

    #[inline]
    unsafe fn try_lock(ptr: *mut Self::State) -> Option<()> {
        // SAFETY: The caller promises that the lock is initialised.
        let taken = unsafe { bindings::spin_trylock(ptr) };
        (taken != 0).then_some(())
    }

    #[inline]
    unsafe fn unlock(ptr: *mut Self::State, _guard_state: &()) {
        // SAFETY: The caller promises that this context has locked the lock.
        unsafe { bindings::spin_unlock(ptr) };
    }

    #[inline]
    unsafe fn assert_is_held(ptr: *mut Self::State) {
        // SAFETY: The caller promises that the lock is initialised.
        unsafe { bindings::spin_assert_is_held(ptr) };
    }
}
