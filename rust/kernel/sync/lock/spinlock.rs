// SPDX-License-Identifier: GPL-2.0-only

//! Locks whose waiters spin.
//!
//! C header: [`include/linux/spinlock.h`](srctree/include/linux/spinlock.h)

use super::{Guard, Lock};
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

/// The kind of lock that is C's `spinlock_t`, taken with interrupts off.
pub struct SpinLockIrqBackend;

impl<T: ?Sized> Lock<T, SpinLockIrqBackend> {
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
