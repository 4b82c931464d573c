// SPDX-License-Identifier: GPL-2.0-only

//! Locks whose waiters spin.
//!
//! C header: [`include/linux/spinlock.h`](srctree/include/linux/spinlock.h)
//!
//! # Safety
//!
//! Maps [`Backend`]'s operations to those of a `spinlock_t`.

#![allow(unsafe_code)]

use super::{held, Backend, Guard, Lock};
use crate::sync::interrupt::LocalInterruptDisabled;

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

/// Makes a [`SpinLockIrq`] with a class of its own for each place in the code.
///
/// Takes the value, or an initialiser of it, and a name for lockdep, which is the place in the code
/// if left out.
#[macro_export]
macro_rules! new_spinlock_irq {
    ($inner:expr $(, $name:literal)? $(,)?) => {
        $crate::sync::SpinLockIrq::new(
            $inner,
            $crate::optional_name!($($name)?),
            $crate::static_lock_class!(),
        )
    };
}
pub use new_spinlock_irq;

/// Data under a lock whose waiters spin, with interrupts of the processor off.
///
/// For data that an interrupt handler uses too: were the handler to run on the processor of a
/// task that has the lock, it would wait forever. Where interrupts are off anyway,
/// [`lock_with`](SpinLockIrq::lock_with) does not switch them again.
///
/// Locks of this kind may be given back in any order: interrupts are back on with the last of them.
///
/// On `PREEMPT_RT` it is a lock whose waiters sleep, interrupts stay on, and handlers are threads.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, sync::{new_spinlock_irq, SpinLockIrq}};
///
/// #[pin_data]
/// struct Device {
///     /// What the interrupt handler counts.
///     #[pin]
///     events: SpinLockIrq<u64>,
/// }
///
/// impl Device {
///     fn new() -> impl PinInit<Self> {
///         pin_init!(Self { events <- new_spinlock_irq!(0) })
///     }
///
///     fn take_events(&self) -> u64 {
///         core::mem::take(&mut *self.events.lock())
///     }
/// }
///
/// let device = KBox::pin_init(Device::new(), GFP_KERNEL)?;
/// *device.events.lock() += 2;
/// assert_eq!(device.take_events(), 2);
/// # Ok::<(), Error>(())
/// ```
pub type SpinLockIrq<T> = Lock<T, SpinLockIrqBackend>;

/// The right to a [`SpinLockIrq`]'s data. Interrupts are off while it lives.
pub type SpinLockIrqGuard<'a, T> = Guard<'a, T, SpinLockIrqBackend>;

/// The right to a [`SpinLock`]'s data.
pub type SpinLockGuard<'a, T> = Guard<'a, T, SpinLockBackend>;

/// The kind of lock that is C's `spinlock_t`.
pub struct SpinLockBackend;

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
        // SAFETY: The caller promises that the lock is initialised. It is given back only if C has just
        // given it.
        unsafe {
            if bindings::spin_trylock(ptr) == 0 {
                return None;
            }
            if !held::try_enter(ptr) {
                bindings::spin_unlock(ptr);
                return None;
            }
        }
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

/// The kind of lock that is C's `spinlock_t`, taken with interrupts off.
pub struct SpinLockIrqBackend;

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
        // SAFETY: The caller promises that the lock is initialised. It is given back only if C has just
        // given it.
        unsafe {
            if bindings::spin_trylock_irq_disable(ptr) == 0 {
                return None;
            }
            if !held::try_enter(ptr) {
                bindings::spin_unlock_irq_enable(ptr);
                return None;
            }
        }
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

impl<T: ?Sized> Lock<T, SpinLockIrqBackend> {
    /// The same lock, to be taken without a switch of interrupts.
    #[inline]
    fn without_irq(&self) -> &Lock<T, SpinLockBackend> {
        let this: *const Self = self;
        // SAFETY: `Lock` is `repr(C)`, and the two backends have the same state, which both keep
        // initialised in the same way, so that the two types are laid out alike. The lock is
        // borrowed as long as the result.
        unsafe { &*(this as *const Lock<T, SpinLockBackend>) }
    }

    /// Takes the lock where interrupts are off, and waits for it if need be.
    ///
    /// # Context
    ///
    /// Not on `PREEMPT_RT`, where the lock may sleep.
    #[inline]
    pub fn lock_with<'a>(&'a self, context: &'a LocalInterruptDisabled) -> SpinLockGuard<'a, T> {
        let _ = context;
        self.without_irq().lock()
    }

    /// Takes the lock where interrupts are off, if nobody has it.
    #[inline]
    #[must_use = "if unused, the lock will be immediately unlocked"]
    pub fn try_lock_with<'a>(
        &'a self,
        context: &'a LocalInterruptDisabled,
    ) -> Option<SpinLockGuard<'a, T>> {
        let _ = context;
        self.without_irq().try_lock()
    }
}
