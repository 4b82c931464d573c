// SPDX-License-Identifier: GPL-2.0-only

//! Queues: those of C, and a driver's own.
//!
//! # Safety
//!
//! A [`Queue`] is a live `struct workqueue_struct`. An [`OwnedQueue`] is one that nobody else destroys.
//! Nothing waits for it when it is destroyed but what is in it: delayed work is not accepted.

#![allow(unsafe_code)]

use super::{
    closure::ClosureWork,
    pointer::{RawDelayedWorkItem, RawWorkItem},
    raw,
};
use crate::{
    alloc::{AllocError, Flags},
    error::{code::ENOMEM, Result},
    str::CStr,
    time::Jiffies,
};
use bindings::live::Live;
use core::ptr::NonNull;

/// A queue of work.
///
/// # Invariants
///
/// Every `Queue` is one of C's, alive as long as it is borrowed.
#[repr(transparent)]
pub struct Queue(Live<bindings::workqueue_struct>);

// SAFETY: A queue is bound to no thread.
unsafe impl Send for Queue {}

// SAFETY: C has its own locks for a queue.
unsafe impl Sync for Queue {}

impl Queue {
    /// Borrows a queue from C.
    ///
    /// # Safety
    ///
    /// `ptr` must point to a queue that is alive during `'a`. Whatever is enqueued, delayed work
    /// included, must be run or cancelled before the queue is gone.
    pub unsafe fn from_raw<'a>(ptr: *const bindings::workqueue_struct) -> &'a Queue {
        // SAFETY: The type is transparent. The caller promises the rest.
        unsafe { &*ptr.cast() }
    }

    /// Puts work into the queue.
    ///
    /// Returns the pointer if the item is in a queue already. An item that is running may be enqueued
    /// again, and is then run once more.
    ///
    /// # Context
    ///
    /// Any but NMI.
    pub fn enqueue<W, const ID: u64>(&self, w: W) -> W::EnqueueOutput
    where
        W: RawWorkItem<ID> + Send + 'static,
    {
        let queue = self.0.get();
        // SAFETY: The closure says what C does: false if the item is in a queue, true if it calls the
        // item's function later, once.
        unsafe {
            w.__enqueue(move |work| {
                // SAFETY: The queue is alive, and the item is initialised and stays where it is until
                // its function is called.
                raw::enqueue(queue, work)
            })
        }
    }

    /// Puts work into the queue after `delay` jiffies.
    ///
    /// Returns the pointer if the item is in a queue already, or waits for it.
    ///
    /// # Context
    ///
    /// Any but NMI.
    pub fn enqueue_delayed<W, const ID: u64>(&self, w: W, delay: Jiffies) -> W::EnqueueOutput
    where
        W: RawDelayedWorkItem<ID> + Send + 'static,
    {
        let queue = self.0.get();
        // SAFETY: As above; and the item is the `work` field of a `delayed_work`, as
        // `RawDelayedWorkItem` promises.
        unsafe { w.__enqueue(move |work| raw::enqueue_delayed(queue, work, delay)) }
    }

    /// Has a function called by the queue.
    ///
    /// # Errors
    ///
    /// [`AllocError`] without memory; the function is not called then.
    ///
    /// # Context
    ///
    /// May sleep if `flags` allow it.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::{prelude::*, sync::{Arc, Completion}, workqueue};
    ///
    /// let done = Arc::pin_init(Completion::new(), GFP_KERNEL)?;
    /// let seen = done.clone();
    /// workqueue::system().try_spawn(GFP_KERNEL, move || done.complete_all())?;
    /// seen.wait_for_completion();
    /// # Ok::<(), Error>(())
    /// ```
    pub fn try_spawn<T: 'static + Send + FnOnce()>(
        &self,
        flags: Flags,
        func: T,
    ) -> Result<(), AllocError> {
        self.enqueue(ClosureWork::new(func, flags)?);
        Ok(())
    }
}

/// One of C's own queues.
macro_rules! of_c {
    ($queue:expr) => {
        // SAFETY: C makes its queues at boot, before anything of Rust runs, and keeps them.
        unsafe { Queue::from_raw($queue) }
    };
}

/// The queue for short work, which runs on the processor that enqueued it.
pub fn system() -> &'static Queue {
    of_c!(bindings::rust_system_wq())
}

/// Like [`system`], by threads of high priority.
pub fn system_highpri() -> &'static Queue {
    of_c!(bindings::system_highpri_wq)
}

/// Like [`system`], for work that takes longer.
pub fn system_long() -> &'static Queue {
    of_c!(bindings::system_long_wq)
}

/// The queue for work that runs on any processor, as soon as possible.
pub fn system_unbound() -> &'static Queue {
    of_c!(bindings::rust_system_unbound_wq())
}

/// Like [`system`], but work waits while the system is suspended.
pub fn system_freezable() -> &'static Queue {
    of_c!(bindings::system_freezable_wq)
}

/// Like [`system`], but on any processor where that saves power.
pub fn system_power_efficient() -> &'static Queue {
    of_c!(bindings::system_power_efficient_wq)
}

/// Like [`system_power_efficient`], but work waits while the system is suspended.
pub fn system_freezable_power_efficient() -> &'static Queue {
    of_c!(bindings::system_freezable_power_efficient_wq)
}

/// The queue for work that runs in softirq context: it must not sleep. On trees without such a
/// queue a thread runs it.
pub fn system_bh() -> &'static Queue {
    of_c!(bindings::rust_system_bh_wq())
}

/// Like [`system_bh`], before other work.
pub fn system_bh_highpri() -> &'static Queue {
    of_c!(bindings::rust_system_bh_highpri_wq())
}

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
