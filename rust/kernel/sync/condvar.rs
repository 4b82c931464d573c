// SPDX-License-Identifier: GPL-2.0-only

//! Waiting for a change of data under a lock.
//!
//! C header: [`include/linux/wait.h`](srctree/include/linux/wait.h)
//!
//! # Safety
//!
//! A [`CondVar`]'s wait queue is initialised and stays where it is. A waiter's entry is in the queue
//! from `prepare_to_wait_exclusive()` to `finish_wait()` at most, and on the waiter's stack meanwhile.

#![allow(unsafe_code)]

use super::{
    lock::{Backend, Guard},
    LockClassKey,
};
use crate::{
    ffi::{c_int, c_long},
    str::{CStr, CStrExt as _},
    task::{
        MAX_SCHEDULE_TIMEOUT, TASK_FREEZABLE, TASK_INTERRUPTIBLE, TASK_NORMAL, TASK_UNINTERRUPTIBLE,
    },
    time::Jiffies,
    types::Opaque,
};
use bindings::live::Live;
use core::{marker::PhantomPinned, pin::Pin, ptr};
use pin_init::{pin_data, pin_init, PinInit};

/// Makes a [`CondVar`] with a class of its own for each place in the code.
///
/// Takes a name for lockdep, which is the place in the code if left out.
#[macro_export]
macro_rules! new_condvar {
    ($($name:literal)?) => {
        $crate::sync::CondVar::new(
            $crate::optional_name!($($name)?),
            $crate::static_lock_class!(),
        )
    };
}
pub use new_condvar;

/// A place to wait until another task has changed what a lock guards.
///
/// Waiting gives the lock back and takes it again. A waiter may wake for no reason, so that it looks
/// at the data in a loop.
///
/// # Invariants
///
/// `wait_queue` was initialised by `__init_waitqueue_head()`.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, sync::{new_condvar, new_mutex, Arc, CondVar, Mutex}};
///
/// #[pin_data]
/// struct Mailbox {
///     #[pin]
///     message: Mutex<Option<u32>>,
///     #[pin]
///     arrived: CondVar,
/// }
///
/// impl Mailbox {
///     fn new() -> impl PinInit<Self> {
///         pin_init!(Self {
///             message <- new_mutex!(None),
///             arrived <- new_condvar!(),
///         })
///     }
///
///     fn send(&self, message: u32) {
///         *self.message.lock() = Some(message);
///         self.arrived.notify_one();
///     }
///
///     fn receive(&self) -> u32 {
///         let mut slot = self.message.lock();
///         loop {
///             if let Some(message) = slot.take() {
///                 return message;
///             }
///             self.arrived.wait(&mut slot);
///         }
///     }
/// }
///
/// let mailbox = Arc::pin_init(Mailbox::new(), GFP_KERNEL)?;
/// mailbox.send(7);
/// assert_eq!(mailbox.receive(), 7);
/// # Ok::<(), Error>(())
/// ```
#[pin_data]
#[repr(transparent)]
pub struct CondVar {
    #[pin]
    pub(super) wait_queue: Live<bindings::wait_queue_head>,
    /// C's wait queues must not move.
    #[pin]
    _pin: PhantomPinned,
}

// SAFETY: A wait queue is bound to no task.
unsafe impl Send for CondVar {}

// SAFETY: C's functions take the queue's own lock.
unsafe impl Sync for CondVar {}

impl CondVar {
    /// Makes one where nobody waits. [`new_condvar!`] fills in the arguments.
    pub fn new(name: &'static CStr, key: Pin<&'static LockClassKey>) -> impl PinInit<Self> {
        // INVARIANT: `__init_waitqueue_head()` runs on the field.
        pin_init!(Self {
            // SAFETY: `__init_waitqueue_head()` writes the whole object. The name and the key live
            // forever, and a `LockClassKey` is known to lockdep.
            wait_queue <- unsafe {
                Live::init(|slot| {
                    bindings::__init_waitqueue_head(slot, name.as_char_ptr(), key.as_ptr())
                })
            },
            _pin: PhantomPinned,
        })
    }

    /// Calls `sleep` in the task state `state`, without the lock and in the queue.
    fn queued<T: ?Sized, B: Backend>(
        &self,
        state: c_int,
        guard: &mut Guard<'_, T, B>,
        sleep: impl FnOnce() -> c_long,
    ) -> c_long {
        let wait = Opaque::<bindings::wait_queue_entry>::uninit();
        // SAFETY: `init_wait()` writes the whole entry, for the current task. By the type's invariant
        // the queue is initialised. The entry stays on this stack until `finish_wait()`. C takes the
        // queue's lock.
        unsafe {
            bindings::init_wait(wait.get());
            bindings::prepare_to_wait_exclusive(self.wait_queue.get(), wait.get(), state);
        }
        // A task that changes the data from here on finds the entry in the queue.
        let left = guard.do_unlocked(sleep);
        // SAFETY: The queue and the entry are those from above.
        unsafe { bindings::finish_wait(self.wait_queue.get(), wait.get()) };
        left
    }

    /// Waits in the task state `state` for `timeout` jiffies at most, without the lock, and returns
    /// how many of them are left.
    #[inline]
    fn wait_internal<T: ?Sized, B: Backend>(
        &self,
        state: c_int,
        guard: &mut Guard<'_, T, B>,
        timeout: c_long,
    ) -> c_long {
        self.queued(state, guard, || bindings::safe::schedule_timeout(timeout))
    }

    /// Waits until it is notified or a signal arrives, unless `over` says that this is over. Who makes
    /// that true wakes the task afterwards.
    #[cfg(not(testlib))]
    pub(crate) fn wait_interruptible_unless<T: ?Sized, B: Backend>(
        &self,
        guard: &mut Guard<'_, T, B>,
        over: impl FnOnce() -> bool,
    ) {
        self.queued(TASK_INTERRUPTIBLE, guard, || {
            if over() {
                // SAFETY: A task may always say that it runs.
                unsafe { bindings::set_current_state(bindings::TASK_RUNNING as _) };
                return 0;
            }
            bindings::safe::schedule_timeout(MAX_SCHEDULE_TIMEOUT)
        });
    }

    /// Waits until it is notified, and signals do not disturb.
    ///
    /// # Context
    ///
    /// May sleep: the caller has no spin lock but that of `guard`.
    pub fn wait<T: ?Sized, B: Backend>(&self, guard: &mut Guard<'_, T, B>) {
        self.wait_internal(TASK_UNINTERRUPTIBLE, guard, MAX_SCHEDULE_TIMEOUT);
    }

    /// Waits until it is notified or a signal arrives, and tells whether a signal is pending.
    ///
    /// # Context
    ///
    /// May sleep: the caller has no spin lock but that of `guard`.
    #[must_use = "wait_interruptible returns if a signal is pending, so the caller must check the return value"]
    pub fn wait_interruptible<T: ?Sized, B: Backend>(&self, guard: &mut Guard<'_, T, B>) -> bool {
        self.wait_internal(TASK_INTERRUPTIBLE, guard, MAX_SCHEDULE_TIMEOUT);
        crate::current!().signal_pending()
    }

    /// As [`wait_interruptible`](CondVar::wait_interruptible), and the task may be frozen meanwhile.
    ///
    /// # Context
    ///
    /// May sleep: the caller has no spin lock but that of `guard`.
    #[must_use = "wait_interruptible_freezable returns if a signal is pending, so the caller must check the return value"]
    pub fn wait_interruptible_freezable<T: ?Sized, B: Backend>(
        &self,
        guard: &mut Guard<'_, T, B>,
    ) -> bool {
        self.wait_internal(
            TASK_INTERRUPTIBLE | TASK_FREEZABLE,
            guard,
            MAX_SCHEDULE_TIMEOUT,
        );
        crate::current!().signal_pending()
    }

    /// Waits until it is notified, a signal arrives, or `jiffies` have passed.
    ///
    /// # Context
    ///
    /// May sleep: the caller has no spin lock but that of `guard`.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::{
    ///     prelude::*,
    ///     sync::{new_condvar, new_mutex, CondVarTimeoutResult},
    ///     time::msecs_to_jiffies,
    /// };
    ///
    /// let mutex = KBox::pin_init(new_mutex!(()), GFP_KERNEL)?;
    /// let never = KBox::pin_init(new_condvar!(), GFP_KERNEL)?;
    /// let mut guard = mutex.lock();
    /// let result = never.wait_interruptible_timeout(&mut guard, msecs_to_jiffies(1));
    /// assert!(matches!(result, CondVarTimeoutResult::Timeout));
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use = "wait_interruptible_timeout returns if a signal is pending, so the caller must check the return value"]
    pub fn wait_interruptible_timeout<T: ?Sized, B: Backend>(
        &self,
        guard: &mut Guard<'_, T, B>,
        jiffies: Jiffies,
    ) -> CondVarTimeoutResult {
        let timeout = c_long::try_from(jiffies).unwrap_or(MAX_SCHEDULE_TIMEOUT);
        let left = self.wait_internal(TASK_INTERRUPTIBLE, guard, timeout);
        let jiffies = Jiffies::try_from(left).unwrap_or(0);
        if crate::current!().signal_pending() {
            CondVarTimeoutResult::Signal { jiffies }
        } else if jiffies == 0 {
            CondVarTimeoutResult::Timeout
        } else {
            CondVarTimeoutResult::Woken { jiffies }
        }
    }

    /// Wakes `count` waiters, or all if it is zero.
    #[inline]
    fn notify(&self, count: c_int) {
        // SAFETY: By the type's invariant the queue is initialised. C takes its lock.
        unsafe { bindings::__wake_up(self.wait_queue.get(), TASK_NORMAL, count, ptr::null_mut()) };
    }

    /// Wakes one waiter, and says that the caller is about to sleep itself, so that the waiter may
    /// well run on the same processor.
    ///
    /// # Context
    ///
    /// Any but NMI.
    #[inline]
    pub fn notify_sync(&self) {
        bindings::safe::__wake_up_sync(&self.wait_queue, TASK_NORMAL);
    }

    /// Wakes one waiter, if there is one.
    ///
    /// # Context
    ///
    /// Any but NMI.
    #[inline]
    pub fn notify_one(&self) {
        self.notify(1);
    }

    /// Wakes all waiters.
    ///
    /// # Context
    ///
    /// Any but NMI.
    #[inline]
    pub fn notify_all(&self) {
        self.notify(0);
    }
}

/// Why [`CondVar::wait_interruptible_timeout`] came back.
pub enum CondVarTimeoutResult {
    /// The time has passed.
    Timeout,
    /// Somebody notified.
    Woken {
        /// How much of the time is left.
        jiffies: Jiffies,
    },
    /// A signal is pending.
    Signal {
        /// How much of the time is left.
        jiffies: Jiffies,
    },
}
