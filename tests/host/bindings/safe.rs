// SPDX-License-Identifier: GPL-2.0-only

//! C functions that any caller may call: those of `rust/bindings/safe` that the host plays.

#![allow(missing_docs)]

use crate::live::Live;
use ffi::{c_int, c_long, c_uint, c_ulong};

/// Functions of the names and prototypes that `rust/kbuild/safe.awk` writes. A name after `&` is a type of
/// C's, to an object of which the function takes a reference.
macro_rules! safe {
    ($(fn $name:ident($(&$object:ident)? $(,)? $($argument:ident: $of:ty),*) $(-> $result:ty)?;)*) => {$(
        #[inline]
        pub fn $name($($object: &Live<crate::$object>,)? $($argument: $of),*) $(-> $result)? {
            // SAFETY: The list says that any caller may call it, and objects are alive while they are
            // borrowed.
            unsafe { crate::$name($($object.get(),)? $($argument),*) }
        }
    )*};
}

// Reports.
safe! {
    fn WARN_ON(condition: bool) -> bool;
}

// Clocks, delays.
safe! {
    fn ktime_get() -> crate::ktime_t;
    fn ktime_get_real() -> crate::ktime_t;
    fn ktime_get_boottime() -> crate::ktime_t;
    fn ktime_get_clocktai() -> crate::ktime_t;
    fn __msecs_to_jiffies(m: c_uint) -> c_ulong;
    fn fsleep(usecs: c_ulong);
    fn udelay(usecs: c_ulong);
}

// Locks.
safe! {
    fn down(&semaphore);
    fn down_interruptible(&semaphore) -> c_int;
    fn down_killable(&semaphore) -> c_int;
    fn down_timeout(&semaphore, jiffies: c_long) -> c_int;
    fn down_trylock(&semaphore) -> c_int;
    fn up(&semaphore);
    fn down_read(&rw_semaphore);
    fn down_read_killable(&rw_semaphore) -> c_int;
    fn down_read_trylock(&rw_semaphore) -> c_int;
    fn down_write(&rw_semaphore);
    fn down_write_killable(&rw_semaphore) -> c_int;
    fn down_write_trylock(&rw_semaphore) -> c_int;
    fn read_seqbegin(&seqlock_t) -> c_uint;
    fn read_seqretry(&seqlock_t, start: c_uint) -> c_uint;
    fn write_seqlock(&seqlock_t);
}

// Readers who never wait.
safe! {
    fn rcu_read_lock();
    fn rcu_barrier();
    fn synchronize_rcu();
    fn synchronize_srcu(&srcu_struct);
    fn synchronize_srcu_expedited(&srcu_struct);
}

// Waiting.
safe! {
    fn complete_all(&completion);
    fn wait_for_completion(&completion);
    fn schedule_timeout(timeout: c_long) -> c_long;
    fn waitqueue_active(&wait_queue_head) -> c_int;
    fn __wake_up_sync(&wait_queue_head, mode: c_uint);
    fn __wake_up_pollfree(&wait_queue_head);
}

// Processors.
safe! {
    fn cpu_relax();
    fn irqs_disabled() -> bool;
    fn local_interrupt_disable();
    fn migrate_disable();
    fn cpu_number_possible(cpu: c_uint) -> bool;
    fn rust_nr_cpu_ids() -> c_uint;
    fn alloc_percpu_memory(size: usize, align: usize, flags: crate::gfp_t) -> c_ulong;
}

// Barriers and counts.
safe! {
    fn mb();
    fn rmb();
    fn wmb();
    fn dma_mb();
    fn dma_rmb();
    fn dma_wmb();
    fn smp_mb();
    fn smp_rmb();
    fn smp_wmb();
    fn refcount_inc(&refcount_t);
    fn refcount_dec(&refcount_t);
    fn refcount_dec_and_test(&refcount_t) -> bool;
}
