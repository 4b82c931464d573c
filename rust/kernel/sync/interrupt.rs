// SPDX-License-Identifier: GPL-2.0-only

//! Interrupts of this processor.
//!
//! C headers: [`include/linux/irqflags.h`](srctree/include/linux/irqflags.h),
//! `include/linux/interrupt_rc.h`

use super::raw::{InterruptsOff, Section};

/// While it lives, interrupts of this processor are off.
///
/// Such sections nest and may end in any order: interrupts are back on when the last one ended,
/// provided that they were on when the first began.
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
pub struct LocalInterruptDisabled {
    pub(super) _section: Section<InterruptsOff>,
}

/// Switches interrupts of this processor off until the result is dropped.
///
/// # Context
///
/// Any but NMI. Nothing may sleep while the result lives.
#[inline]
pub fn local_interrupt_disable() -> LocalInterruptDisabled {
    // They are off from here until as many sections have ended as were begun.
    LocalInterruptDisabled {
        _section: Section::begin(),
    }
}

/// Tells whether interrupts of this processor are off.
#[inline]
pub(super) fn off() -> bool {
    bindings::safe::irqs_disabled()
}

#[cfg(CONFIG_KUNIT = "y")]
#[allow(unsafe_code, reason = "a suite of KUnit lies in a section of its own")]
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
