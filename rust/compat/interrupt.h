/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * local_interrupt_disable() and spin_lock_irq_disable(): interrupts of the processor
 * are off until as many calls were undone as were made, in whatever order.
 *
 * The newest trees count in the preemption counter. Elsewhere a processor has a
 * counter of its own, which is changed with interrupts off alone. An NMI in between
 * leaves the counter, and thus the saved flags, as it found them: the flags are
 * written after the first increment and read before the last decrement. Preemption is
 * off too, so that the scheduler complains about those who sleep.
 */
#ifndef _RUST_COMPAT_INTERRUPT_H
#define _RUST_COMPAT_INTERRUPT_H

#include <linux/irqflags.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>

#ifndef HARDIRQ_DISABLE_MASK

struct rust_interrupt_state {
	unsigned long flags;
	unsigned int depth;
};

DECLARE_PER_CPU(struct rust_interrupt_state, rust_interrupt_state);

static inline void local_interrupt_disable(void)
{
	unsigned long flags;

	local_irq_save(flags);
	preempt_disable();
	if (__this_cpu_inc_return(rust_interrupt_state.depth) == 1)
		__this_cpu_write(rust_interrupt_state.flags, flags);
}

static inline void local_interrupt_enable(void)
{
	unsigned long flags = __this_cpu_read(rust_interrupt_state.flags);

	if (__this_cpu_dec_return(rust_interrupt_state.depth) == 0)
		local_irq_restore(flags);
	preempt_enable();
}

/* Under PREEMPT_RT the lock sleeps, and interrupts stay on, as with spin_lock_irq(). */
#ifdef CONFIG_PREEMPT_RT
#define rust_spin_irq_disable()	do { } while (0)
#define rust_spin_irq_enable()	do { } while (0)
#else
#define rust_spin_irq_disable()	local_interrupt_disable()
#define rust_spin_irq_enable()	local_interrupt_enable()
#endif

static inline void spin_lock_irq_disable(spinlock_t *lock)
{
	rust_spin_irq_disable();
	spin_lock(lock);
}

static inline int spin_trylock_irq_disable(spinlock_t *lock)
{
	rust_spin_irq_disable();
	if (spin_trylock(lock))
		return 1;
	rust_spin_irq_enable();
	return 0;
}

static inline void spin_unlock_irq_enable(spinlock_t *lock)
{
	spin_unlock(lock);
	rust_spin_irq_enable();
}

#endif /* HARDIRQ_DISABLE_MASK */

#endif /* _RUST_COMPAT_INTERRUPT_H */
