// SPDX-License-Identifier: GPL-2.0-only

//! Work that is done later, by a thread of the kernel's.
//!
//! A type with a [`Work`] field can be put into a [`Queue`]: in an [`Arc`](crate::sync::Arc), in a
//! `Pin<KBox<_>>` or in an [`ARef`](crate::sync::aref::ARef). The queue owns the pointer until it calls
//! [`WorkItem::run`] with it. A type may have several such fields, which the number `ID` tells apart.
//!
//! [`DelayedWork`] waits before it goes into a queue. [`cancel_sync`] and [`cancel_delayed_sync`] take
//! an item back, and its pointer with it. [`OwnedQueue`] is a queue of the driver's own.
//!
//! A module is not unloaded before all its work is done or cancelled, whatever queue it is in: its
//! state is dropped, and then waits for what is left. So work that is far away, or enqueues itself again,
//! is best cancelled when the state is dropped.
//!
//! C header: [`include/linux/workqueue.h`](srctree/include/linux/workqueue.h)
//!
//! # Examples
//!
//! Two kinds of work for one object:
//!
//! ```
//! use kernel::{
//!     prelude::*,
//!     sync::{atomic::{Atomic, Relaxed}, Arc, Completion},
//!     workqueue::{self, impl_has_work, new_work, Work, WorkItem},
//! };
//!
//! #[pin_data]
//! struct Sensor {
//!     level: Atomic<u32>,
//!     #[pin]
//!     done: Completion,
//!     #[pin]
//!     measure: Work<Sensor, 1>,
//!     #[pin]
//!     report: Work<Sensor, 2>,
//! }
//!
//! impl_has_work! {
//!     impl HasWork<Self, 1> for Sensor { self.measure }
//!     impl HasWork<Self, 2> for Sensor { self.report }
//! }
//!
//! impl WorkItem<1> for Sensor {
//!     type Pointer = Arc<Sensor>;
//!
//!     fn run(this: Arc<Sensor>) {
//!         this.level.store(7, Relaxed);
//!         let _ = workqueue::system().enqueue::<Arc<Sensor>, 2>(this);
//!     }
//! }
//!
//! impl WorkItem<2> for Sensor {
//!     type Pointer = Arc<Sensor>;
//!
//!     fn run(this: Arc<Sensor>) {
//!         this.done.complete_all();
//!     }
//! }
//!
//! let sensor = Arc::pin_init(
//!     pin_init!(Sensor {
//!         level: Atomic::new(0),
//!         done <- Completion::new(),
//!         measure <- new_work!("Sensor::measure"),
//!         report <- new_work!("Sensor::report"),
//!     }),
//!     GFP_KERNEL,
//! )?;
//! assert!(workqueue::system().enqueue::<_, 1>(sensor.clone()).is_ok());
//! sensor.done.wait_for_completion();
//! assert_eq!(sensor.level.load(Relaxed), 7);
//! # Ok::<(), Error>(())
//! ```
//!
//! # Safety
//!
//! A [`Queue`] is a live `struct workqueue_struct`.

#![allow(unsafe_code)]

mod cancel;
mod closure;
mod delayed;
mod item;
mod owned;
mod pointer;
mod raw;

pub use self::cancel::{cancel_delayed_sync, cancel_sync};
pub use self::delayed::{impl_has_delayed_work, new_delayed_work, DelayedWork, HasDelayedWork};
pub use self::item::{impl_has_work, new_work, HasWork, Work};
pub use self::owned::OwnedQueue;
pub use self::pointer::{RawDelayedWorkItem, RawWorkItem, WorkItem, WorkItemPointer};

use crate::{
    alloc::{AllocError, Flags},
    time::Jiffies,
};
use bindings::live::Live;

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
        self.enqueue(closure::ClosureWork::new(func, flags)?);
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
