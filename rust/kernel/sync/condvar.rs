// SPDX-License-Identifier: GPL-2.0-only

//! Waiting for a change of data under a lock.
//!
//! C header: [`include/linux/wait.h`](srctree/include/linux/wait.h)

#[cfg(not(testlib))]
use super::raw::stay_awake;
use super::{
    lock::{Backend, Guard},
    raw::{signal_pending, Asleep, Shared},
    LockClassKey,
};
use crate::{
    ffi::c_long,
    str::CStr,
    task::{MAX_SCHEDULE_TIMEOUT, TASK_NORMAL},
    time::Jiffies,
};
use core::{marker::PhantomPinned, pin::Pin};
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
    pub(super) wait_queue: Shared<bindings::wait_queue_head>,
    /// C's wait queues must not move.
    #[pin]
    _pin: PhantomPinned,
}

impl CondVar {
    /// Makes one where nobody waits. [`new_condvar!`] fills in the arguments.
    pub fn new(name: &'static CStr, key: Pin<&'static LockClassKey>) -> impl PinInit<Self> {
        pin_init!(Self {
            wait_queue <- Shared::wait_queue(name, key),
            _pin: PhantomPinned,
        })
    }

    /// Calls `sleep` in the state `state`, without the lock and in the queue.
    fn queued<T: ?Sized, B: Backend>(
        &self,
        state: Asleep,
        guard: &mut Guard<'_, T, B>,
        sleep: impl FnOnce() -> c_long,
    ) -> c_long {
        // A task that changes the data after the lock is given back finds this one in the queue.
        self.wait_queue.queued(state, || guard.do_unlocked(sleep))
    }

    /// Waits in the state `state` for `timeout` jiffies at most, without the lock, and returns
    /// how many of them are left.
    #[inline]
    fn wait_internal<T: ?Sized, B: Backend>(
        &self,
        state: Asleep,
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
        self.queued(Asleep::INTERRUPTIBLE, guard, || {
            if over() {
                stay_awake();
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
        self.wait_internal(Asleep::UNINTERRUPTIBLE, guard, MAX_SCHEDULE_TIMEOUT);
    }

    /// Waits until it is notified or a signal arrives, and tells whether a signal is pending.
    ///
    /// # Context
    ///
    /// May sleep: the caller has no spin lock but that of `guard`.
    #[must_use = "wait_interruptible returns if a signal is pending, so the caller must check the return value"]
    pub fn wait_interruptible<T: ?Sized, B: Backend>(&self, guard: &mut Guard<'_, T, B>) -> bool {
        self.wait_internal(Asleep::INTERRUPTIBLE, guard, MAX_SCHEDULE_TIMEOUT);
        signal_pending()
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
        self.wait_internal(Asleep::FREEZABLE, guard, MAX_SCHEDULE_TIMEOUT);
        signal_pending()
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
        let left = self.wait_internal(Asleep::INTERRUPTIBLE, guard, timeout);
        let jiffies = Jiffies::try_from(left).unwrap_or(0);
        if signal_pending() {
            CondVarTimeoutResult::Signal { jiffies }
        } else if jiffies == 0 {
            CondVarTimeoutResult::Timeout
        } else {
            CondVarTimeoutResult::Woken { jiffies }
        }
    }

    /// Wakes one waiter, and says that the caller is about to sleep itself, so that the waiter may
    /// well run on the same processor.
    ///
    /// # Context
    ///
    /// Any but NMI; on `PREEMPT_RT`, where the queue's lock may sleep, not in a hard interrupt handler, nor
    /// with interrupts off.
    #[inline]
    pub fn notify_sync(&self) {
        bindings::safe::__wake_up_sync(&self.wait_queue, TASK_NORMAL);
    }

    /// Wakes one waiter, if there is one.
    ///
    /// # Context
    ///
    /// Any but NMI; on `PREEMPT_RT`, where the queue's lock may sleep, not in a hard interrupt handler, nor
    /// with interrupts off.
    #[inline]
    pub fn notify_one(&self) {
        self.wait_queue.wake(1);
    }

    /// Wakes all waiters.
    ///
    /// # Context
    ///
    /// Any but NMI; on `PREEMPT_RT`, where the queue's lock may sleep, not in a hard interrupt handler, nor
    /// with interrupts off.
    #[inline]
    pub fn notify_all(&self) {
        self.wait_queue.wake(0);
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
