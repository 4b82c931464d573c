// SPDX-License-Identifier: GPL-2.0-only

//! Interrupts of this processor.
//!
//! C headers: [`include/linux/irqflags.h`](srctree/include/linux/irqflags.h),
//! `include/linux/interrupt_rc.h`
//!
//! # Safety
//!
//! A [`LocalInterruptDisabled`] is where interrupts are off, and as long as it lives.

#![allow(unsafe_code)]

use crate::types::NotThreadSafe;

/// While it lives, interrupts of this processor are off.
///
/// Such sections nest and may end in any order: interrupts are back on when the last one ended,
/// provided that they were on when the first began.
///
/// # Invariants
///
/// Interrupts of the processor that the code runs on are off as long as the value lives.
///
/// # Examples
///
/// ```
/// use kernel::{interrupt, prelude::*, sync::new_spinlock_irq};
///
/// let lock = KBox::pin_init(new_spinlock_irq!(3), GFP_KERNEL)?;
///
/// // Under `PREEMPT_RT` the lock's waiters sleep, which nobody may with interrupts off.
/// if !cfg!(CONFIG_PREEMPT_RT) {
///     let off = interrupt::local_interrupt_disable();
///     let guard = lock.lock_with(&off);
///     assert_eq!(*guard, 3);
/// }
/// # Ok::<(), Error>(())
/// ```
///
/// It stays on its processor:
///
/// ```compile_fail,E0277
/// fn send<T: Send>() {}
/// send::<kernel::interrupt::LocalInterruptDisabled>();
/// ```
#[must_use = "interrupts are back on at once if the value is unused"]
pub struct LocalInterruptDisabled(NotThreadSafe);

/// Switches interrupts of this processor off until the result is dropped.
///
/// # Context
///
/// Any but NMI. Nothing may sleep while the result lives.
#[inline]
pub fn local_interrupt_disable() -> LocalInterruptDisabled {
    bindings::safe::local_interrupt_disable();
    // INVARIANT: They are off from here until as many calls were undone as were made. This one is in
    // `drop()`, on the same processor: a task with interrupts off stays there.
    LocalInterruptDisabled(NotThreadSafe)
}

impl Drop for LocalInterruptDisabled {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: A value that is owned was made by `local_interrupt_disable()`, which is undone here
        // and nowhere else.
        unsafe { bindings::local_interrupt_enable() };
    }
}

/// Tells whether interrupts of this processor are off.
#[inline]
fn off() -> bool {
    bindings::safe::irqs_disabled()
}

impl LocalInterruptDisabled {
    const ASSUMED: &'static LocalInterruptDisabled = &LocalInterruptDisabled(NotThreadSafe);

    /// States that interrupts are off for another reason: in a handler, for instance.
    ///
    /// With lockdep, the kernel warns about a statement that is wrong.
    ///
    /// # Safety
    ///
    /// Interrupts of this processor are off during `'a`.
    #[inline]
    pub unsafe fn assume_disabled<'a>() -> &'a LocalInterruptDisabled {
        if cfg!(CONFIG_LOCKDEP) {
            crate::warn_on!(!off());
        }
        // INVARIANT: The caller's promise. What is borrowed forever is never dropped.
        Self::ASSUMED
    }
}

#[cfg(CONFIG_KUNIT = "y")]
#[macros::kunit_tests(rust_kernel_interrupt)]
mod tests {
    use super::{local_interrupt_disable, off};
    use crate::sync::new_spinlock_irq;
    use pin_init::stack_pin_init;

    #[test]
    fn back_on_with_the_last() {
        assert!(!off());
        let (first, second) = (local_interrupt_disable(), local_interrupt_disable());
        drop(first);
        assert!(off());
        stack_pin_init!(let lock = new_spinlock_irq!(0));
        let guard = lock.lock();
        drop(second);
        // A lock that sleeps leaves them on.
        assert_eq!(off(), !cfg!(CONFIG_PREEMPT_RT));
        drop(guard);
        assert!(!off());
    }

    // With one processor C's debugging takes this for a bug.
    #[cfg(any(CONFIG_SMP, not(CONFIG_DEBUG_SPINLOCK)))]
    #[test]
    fn a_lock_that_is_not_got_changes_nothing() {
        stack_pin_init!(let lock = new_spinlock_irq!(0));
        let guard = lock.lock();
        assert!(lock.try_lock().is_none());
        assert_eq!(off(), !cfg!(CONFIG_PREEMPT_RT));
        drop(guard);
        assert!(!off());
        drop(lock.try_lock());
        assert!(!off());
    }
}
