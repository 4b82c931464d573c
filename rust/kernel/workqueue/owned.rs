// SPDX-License-Identifier: GPL-2.0-only

//! Queues of a driver's own.
//!
//! # Safety
//!
//! An [`OwnedQueue`] is a `struct workqueue_struct` that nobody else destroys. Nothing waits for it
//! when it is destroyed but what is in it: delayed work is not accepted.

#![allow(unsafe_code)]

use super::{pointer::RawWorkItem, Queue};
use crate::{
    alloc::{AllocError, Flags},
    error::{code::ENOMEM, Result},
    str::CStr,
};
use core::ptr::NonNull;

/// A queue, destroyed when it is dropped.
///
/// Dropping it waits until all that is in it was run. So a module that keeps its work in queues of its
/// own has none left when it is unloaded. Delayed work cannot be enqueued: C would put it into a queue
/// that is gone.
///
/// # Invariants
///
/// `queue` is alive, and this value alone destroys it.
///
/// # Examples
///
/// ```
/// use kernel::{
///     prelude::*,
///     sync::{atomic::{Atomic, Relaxed}, Arc},
///     workqueue::OwnedQueue,
/// };
///
/// let queue = OwnedQueue::ordered(c"doc-queue")?;
/// let sum = Arc::new(Atomic::new(0u32), GFP_KERNEL)?;
/// for number in 1..=4u32 {
///     let sum = sum.clone();
///     queue.try_spawn(GFP_KERNEL, move || {
///         sum.add(number, Relaxed);
///     })?;
/// }
/// queue.flush();
/// assert_eq!(sum.load(Relaxed), 10);
///
/// let last = sum.clone();
/// queue.try_spawn(GFP_KERNEL, move || last.store(11, Relaxed))?;
/// drop(queue);
/// assert_eq!(sum.load(Relaxed), 11);
/// # Ok::<(), Error>(())
/// ```
pub struct OwnedQueue {
    queue: NonNull<bindings::workqueue_struct>,
}

// SAFETY: A queue may be destroyed by any task.
unsafe impl Send for OwnedQueue {}

// SAFETY: C has its own locks for a queue.
unsafe impl Sync for OwnedQueue {}

impl OwnedQueue {
    /// Makes a queue whose work runs on any processor, several items at once.
    ///
    /// # Errors
    ///
    /// `ENOMEM` without memory.
    ///
    /// # Context
    ///
    /// May sleep.
    #[inline]
    pub fn unbound(name: &CStr) -> Result<Self> {
        // 0 stands for the usual limit.
        Self::new(bindings::safe::alloc_unbound_workqueue(name, 0))
    }

    /// Makes a queue whose work runs one by one, in the order in which it was enqueued.
    ///
    /// # Errors
    ///
    /// `ENOMEM` without memory.
    ///
    /// # Context
    ///
    /// May sleep.
    #[inline]
    pub fn ordered(name: &CStr) -> Result<Self> {
        Self::new(bindings::safe::alloc_one_by_one_workqueue(name))
    }

    fn new(queue: *mut bindings::workqueue_struct) -> Result<Self> {
        // INVARIANT: C has just made it.
        Ok(Self {
            queue: NonNull::new(queue).ok_or(ENOMEM)?,
        })
    }

    fn queue(&self) -> &Queue {
        // SAFETY: By the type's invariant the queue is alive as long as `self` is borrowed. Users of
        // the reference, all in this file, enqueue no delayed work; all other work is run before the
        // queue is gone.
        unsafe { Queue::from_raw(self.queue.as_ptr()) }
    }

    /// Puts work into the queue: see [`Queue::enqueue`].
    pub fn enqueue<W, const ID: u64>(&self, w: W) -> W::EnqueueOutput
    where
        W: RawWorkItem<ID> + Send + 'static,
    {
        self.queue().enqueue(w)
    }

    /// Has a function called by the queue: see [`Queue::try_spawn`].
    pub fn try_spawn<T: 'static + Send + FnOnce()>(
        &self,
        flags: Flags,
        func: T,
    ) -> Result<(), AllocError> {
        self.queue().try_spawn(flags, func)
    }

    /// Waits until all that is in the queue now was run.
    ///
    /// # Context
    ///
    /// May sleep. Not by work in this queue, nor while holding a lock that such work takes.
    #[inline]
    pub fn flush(&self) {
        bindings::safe::flush_own_workqueue(&self.queue().0);
    }
}

impl Drop for OwnedQueue {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: By the type's invariant the queue is alive and ours. Nobody enqueues from outside, as
        // that takes a reference to `self`. C waits for what is in it.
        unsafe { bindings::destroy_workqueue(self.queue.as_ptr()) };
    }
}
