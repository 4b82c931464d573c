/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Small pieces of C for the crate's sync, task and time modules: what C writes as
 * a macro around a local key, a field access, or a condition on the configuration.
 */
#ifndef RUST_HELPERS_SYNC_H
#define RUST_HELPERS_SYNC_H

#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/seqlock.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/srcu.h>
#include <linux/wait.h>

/* spin_lock_init() with the caller's lock class, as mutex_init_with_key(). */
static inline void spin_lock_init_with_key(spinlock_t *lock, const char *name,
					   struct lock_class_key *key)
{
#if defined(CONFIG_PREEMPT_RT)
	__spin_lock_init(lock, name, key, false);
#elif defined(CONFIG_DEBUG_SPINLOCK)
	__raw_spin_lock_init(spinlock_check(lock), name, key, LD_WAIT_CONFIG);
#else
	spin_lock_init(lock);
#endif
}

/* A variable on some architectures, a function on others. */
static inline struct task_struct *current_task_struct(void)
{
	return current;
}

static inline void mutex_assert_is_held(struct mutex *lock)
{
	lockdep_assert_held(lock);
}

static inline void spin_assert_is_held(spinlock_t *lock)
{
	lockdep_assert_held(lock);
}

/* init_srcu_struct() with the caller's lock class. */
static inline int init_srcu_struct_with_key(struct srcu_struct *ssp, const char *name,
					    struct lock_class_key *key)
{
#ifdef CONFIG_DEBUG_LOCK_ALLOC
	return __init_srcu_struct(ssp, name, key);
#else
	return init_srcu_struct(ssp);
#endif
}

/* seqlock_init() with the caller's class for the lock of the writers. */
static inline void seqlock_init_with_key(seqlock_t *sl, const char *name,
					 struct lock_class_key *key)
{
	spin_lock_init_with_key(&sl->lock, name, key);
	seqcount_spinlock_init(&sl->seqcount, &sl->lock);
}

/*
 * Memory for each processor, by a number that stands for it: the type that C gives a
 * pointer to such memory may belong to another address space.
 */
static inline unsigned long alloc_percpu_memory(size_t size, size_t align, gfp_t flags)
{
	return (unsigned long)__alloc_percpu_gfp(size, align, flags);
}

static inline void *percpu_address(unsigned long memory, unsigned int cpu)
{
	return per_cpu_ptr((void __percpu *)memory, cpu);
}

static inline void *this_cpu_address(unsigned long memory)
{
	return this_cpu_ptr((void __percpu *)memory);
}

/* this_cpu_add() of a variable with this many bits. */
#define RUST_THIS_CPU(type)							\
static inline void this_cpu_add_##type(unsigned long memory, type n)		\
{										\
	this_cpu_add(*(type __percpu *)memory, n);				\
}
RUST_THIS_CPU(u32)
RUST_THIS_CPU(u64)

/* cpu_possible() for any number. */
static inline bool cpu_number_possible(unsigned int cpu)
{
	return cpu < nr_cpu_ids && cpu_possible(cpu);
}

/* A constant in some configurations. */
static inline unsigned int rust_nr_cpu_ids(void)
{
	return nr_cpu_ids;
}

/* cpumask_test_cpu(), whose result is an int in older trees. */
static inline bool cpumask_has_cpu(int cpu, const struct cpumask *mask)
{
	return cpumask_test_cpu(cpu, mask);
}

/* The caller may be moved meanwhile, which is its own affair. */
static inline unsigned int rust_this_cpu(void)
{
	return raw_smp_processor_id();
}

/* A wait queue that epoll may still look at, in RCU sections, when its owner is gone. */
struct poll_wait_box {
	struct wait_queue_head queue;
	struct rcu_head rcu;
};

static inline void free_poll_wait_box(struct poll_wait_box *box)
{
	kfree_rcu(box, rcu);
}

/* might_sleep() on behalf of a caller in another file. */
static inline void might_sleep_at(const char *file, int line)
{
#ifdef CONFIG_DEBUG_ATOMIC_SLEEP
#ifdef RUST_HAVE_MIGHT_SLEEP_OFFSET
	__might_sleep(file, line, 0);
#else
	__might_sleep(file, line);
#endif
#endif
	might_resched();
}

/* The namespace of a task's number with a reference, or NULL if the task has ended. */
static inline struct pid_namespace *task_get_pid_ns(struct task_struct *task)
{
	struct pid_namespace *ns;

	rcu_read_lock();
	ns = task_active_pid_ns(task);
	if (ns)
		ns = get_pid_ns(ns);
	rcu_read_unlock();
	return ns;
}

static inline struct task_struct *task_group_leader(const struct task_struct *task)
{
	return task->group_leader;
}

#endif
