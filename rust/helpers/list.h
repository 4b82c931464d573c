/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * C names that bindgen cannot wrap by itself, one line each: macros, and functions
 * that are inline in one configuration and a macro in another.
 *
 *   RUST_HELPER(return type, name, (parameters), (arguments))
 *   RUST_HELPER_VOID(name, (parameters), (arguments))
 *   RUST_HELPER_NORETURN(name, (parameters), (arguments))
 *
 * Rust calls bindings::name. helpers.c gives the bodies, and the compiler that
 * builds the kernel checks them against the real declaration.
 */
#ifndef RUST_HELPER
#define RUST_HELPER(ret, name, params, args) ret rust_helper_##name params;
#define RUST_HELPER_VOID(name, params, args) void rust_helper_##name params;
#define RUST_HELPER_NORETURN(name, params, args) \
	void rust_helper_##name params __attribute__((__noreturn__));
#endif

/* barrier.h */
RUST_HELPER_VOID(mb, (void), ())
RUST_HELPER_VOID(rmb, (void), ())
RUST_HELPER_VOID(wmb, (void), ())
RUST_HELPER_VOID(dma_mb, (void), ())
RUST_HELPER_VOID(dma_rmb, (void), ())
RUST_HELPER_VOID(dma_wmb, (void), ())
RUST_HELPER_VOID(smp_mb, (void), ())
RUST_HELPER_VOID(smp_rmb, (void), ())
RUST_HELPER_VOID(smp_wmb, (void), ())

/* bitops.h */
RUST_HELPER(unsigned long, find_next_bit,
	    (const unsigned long *addr, unsigned long size, unsigned long offset),
	    (addr, size, offset))
RUST_HELPER(unsigned long, find_next_zero_bit,
	    (const unsigned long *addr, unsigned long size, unsigned long offset),
	    (addr, size, offset))

/* bug.h */
RUST_HELPER_NORETURN(BUG, (void), ())
RUST_HELPER(bool, WARN_ON, (bool cond), (cond))

/* completion.h */
RUST_HELPER_VOID(init_completion, (struct completion *x), (x))

/* cred.h */
RUST_HELPER(kuid_t, current_euid, (void), ())
RUST_HELPER(const struct cred *, current_cred, (void), ())
RUST_HELPER(struct user_namespace *, current_user_ns, (void), ())
RUST_HELPER(kuid_t, task_uid, (struct task_struct *task), (task))

/* delay.h */
RUST_HELPER_VOID(udelay, (unsigned long usecs), (usecs))

/* gfp.h */
RUST_HELPER(struct page *, alloc_pages, (gfp_t gfp, unsigned int order), (gfp, order))

/* irqflags.h */
RUST_HELPER(bool, irqs_disabled, (void), ())

/* mutex.h */
RUST_HELPER_VOID(__mutex_init,
		 (struct mutex *lock, const char *name, struct lock_class_key *key),
		 (lock, name, key))
RUST_HELPER_VOID(mutex_lock, (struct mutex *lock), (lock))
RUST_HELPER(int, mutex_trylock, (struct mutex *lock), (lock))

/* nodemask.h */
RUST_HELPER(int, node_online, (int node), (node))

/* processor.h */
RUST_HELPER_VOID(cpu_relax, (void), ())

/* sched.h */
RUST_HELPER_VOID(set_current_state, (unsigned int state), (state))

/* spinlock.h */
RUST_HELPER(int, spin_trylock, (spinlock_t *lock), (lock))

/* wait.h */
RUST_HELPER_VOID(init_wait, (struct wait_queue_entry *entry), (entry))
