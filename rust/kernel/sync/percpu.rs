// SPDX-License-Identifier: GPL-2.0-only

//! A value for each processor.
//!
//! C header: [`include/linux/percpu.h`](srctree/include/linux/percpu.h)
//!
//! # Safety
//!
//! A `Memory` has a place for each possible processor, which a number of the type `Possible` stands
//! for. A [`PerCpu`] has a value in each place, until it is dropped.

#![allow(unsafe_code)]

mod number;

use crate::{
    alloc::{page::PAGE_SIZE, AllocError, Flags},
    build_assert::const_assert,
    ffi::c_ulong,
    types::NotThreadSafe,
};
use core::{marker::PhantomData, mem, ops::Deref, ptr};
use pin_init::Zeroable;

/// A value of type `T` for each processor.
///
/// A task that works with the value of its own processor does not wait for others, nor for memory
/// that others write. The values may be looked at from everywhere, so that `T` is [`Sync`]: usually it
/// is made of [atomic variables](super::atomic).
///
/// # Invariants
///
/// `memory` has an initialised `T` for each possible processor.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, sync::{atomic::Atomic, PerCpu}};
///
/// struct Statistics {
///     packets: PerCpu<Atomic<u64>>,
/// }
///
/// impl Statistics {
///     fn received(&self) {
///         self.packets.this_cpu_add(1);
///     }
///
///     fn total(&self) -> u64 {
///         self.packets.sum()
///     }
/// }
///
/// let statistics = Statistics { packets: PerCpu::new_with(GFP_KERNEL, |_| Atomic::new(0u64))? };
/// statistics.received();
/// statistics.received();
/// assert_eq!(statistics.total(), 2);
/// # Ok::<(), Error>(())
/// ```
pub struct PerCpu<T: Sync> {
    memory: Memory<T>,
}

// SAFETY: The values go along. C's allocator is bound to no task.
unsafe impl<T: Sync + Send> Send for PerCpu<T> {}

// SAFETY: Who shares it gets references to the values.
unsafe impl<T: Sync> Sync for PerCpu<T> {}

/// The number of a possible processor.
///
/// # Invariants
///
/// It is one, and the mask of them does not change after boot.
#[derive(Clone, Copy)]
struct Possible(u32);

/// The possible processors.
#[inline]
fn processors() -> impl Iterator<Item = Possible> {
    // INVARIANT: C says so.
    (0..bindings::safe::rust_nr_cpu_ids())
        .filter(|cpu| bindings::safe::cpu_number_possible(*cpu))
        .map(Possible)
}

/// Memory for a `T` for each processor.
///
/// # Invariants
///
/// `base` stands for memory of C's allocator for processors, which belongs to this value, with a place
/// for each possible one that has the size and alignment of a `T`.
struct Memory<T> {
    base: c_ulong,
    _of: PhantomData<T>,
}

impl<T> Memory<T> {
    /// Allocates memory, all zeroes.
    fn zeroed(flags: Flags) -> Result<Self, AllocError> {
        const_assert!(
            size_of::<T>() > 0,
            "there is nothing to have for each processor"
        );
        const_assert!(align_of::<T>() <= PAGE_SIZE, "C aligns to a page at most");
        if size_of::<T>() > bindings::PCPU_MIN_UNIT_SIZE as usize {
            return Err(AllocError);
        }
        match bindings::safe::alloc_percpu_memory(size_of::<T>(), align_of::<T>(), flags.as_raw()) {
            0 => Err(AllocError),
            // INVARIANT: As was asked for.
            base => Ok(Self {
                base,
                _of: PhantomData,
            }),
        }
    }

    /// The address of a processor's place.
    #[inline]
    fn address(&self, cpu: Possible) -> *mut T {
        // SAFETY: By the invariants this is memory of C's allocator, and the processor is possible.
        unsafe { bindings::percpu_address(self.base, cpu.0) }.cast()
    }
}

impl<T> Drop for Memory<T> {
    fn drop(&mut self) {
        // SAFETY: By the type's invariant this is memory of C's allocator, and it is not used
        // afterwards.
        unsafe { bindings::free_percpu(ptr::with_exposed_provenance_mut(self.base as usize)) };
    }
}

impl<T: Sync> PerCpu<T> {
    /// Makes a value for each possible processor by `f`.
    ///
    /// # Errors
    ///
    /// [`AllocError`] without memory, or if a value is larger than C's allocator hands out: 32 KiB,
    /// usually.
    ///
    /// # Context
    ///
    /// May sleep if `flags` allow it.
    pub fn new_with(flags: Flags, mut f: impl FnMut(u32) -> T) -> Result<Self, AllocError> {
        let memory = Memory::<T>::zeroed(flags)?;
        for cpu in processors() {
            let value = f(cpu.0);
            // SAFETY: The place is aligned and large enough for a `T`, and nobody else knows of it.
            unsafe { memory.address(cpu).write(value) };
        }
        // INVARIANT: All values were just initialised.
        Ok(Self { memory })
    }

    /// Makes a value of zeroes for each possible processor.
    ///
    /// # Errors
    ///
    /// As [`new_with`](PerCpu::new_with).
    ///
    /// # Context
    ///
    /// May sleep if `flags` allow it.
    pub fn zeroed(flags: Flags) -> Result<Self, AllocError>
    where
        T: Zeroable,
    {
        // INVARIANT: C zeroes the memory, and zeroes are a `T`.
        Ok(Self {
            memory: Memory::zeroed(flags)?,
        })
    }

    /// The value of a possible processor.
    #[inline]
    fn value(&self, cpu: Possible) -> &T {
        // SAFETY: By the type's invariant a possible processor has a value, which lives as long as
        // `self`. It is shared, for which it is `Sync`.
        unsafe { &*self.memory.address(cpu) }
    }

    /// The value of the processor that the code runs on, where it stays until the result is dropped.
    ///
    /// Other tasks may run there meanwhile, and use the same value.
    ///
    /// # Context
    ///
    /// Any. Nothing may sleep while the result lives.
    #[inline]
    pub fn this(&self) -> ThisCpu<'_, T> {
        bindings::safe::migrate_disable();
        // SAFETY: By the type's invariant this is memory of C's allocator, with a value for each
        // processor that may run. The task does not leave this one.
        let value = unsafe { &*bindings::this_cpu_address(self.memory.base).cast::<T>() };
        ThisCpu {
            value,
            _not_send: NotThreadSafe,
        }
    }

    /// The value of a processor, if there may be such a processor.
    pub fn get(&self, cpu: u32) -> Option<&T> {
        let cpu = processors().find(|possible| possible.0 == cpu)?;
        Some(self.value(cpu))
    }

    /// The values of all possible processors, with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        processors().map(|cpu| (cpu.0, self.value(cpu)))
    }
}

impl<T: Sync> Drop for PerCpu<T> {
    fn drop(&mut self) {
        if mem::needs_drop::<T>() {
            for cpu in processors() {
                // SAFETY: By the type's invariant each possible processor has a value. There are no
                // references any more.
                unsafe { ptr::drop_in_place(self.memory.address(cpu)) };
            }
        }
    }
}

/// The value of the processor that the code runs on.
#[must_use = "the task may go to another processor at once if the value is unused"]
pub struct ThisCpu<'a, T> {
    value: &'a T,
    _not_send: NotThreadSafe,
}

impl<T> Deref for ThisCpu<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        self.value
    }
}

impl<T> Drop for ThisCpu<'_, T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: Undoes the `migrate_disable()` of `PerCpu::this()`, in the same task.
        unsafe { bindings::migrate_enable() };
    }
}
