// SPDX-License-Identifier: GPL-2.0-only

//! How a thread sleeps.

use super::CurrentKthread;
#[cfg(doc)]
use crate::task::Task;
use crate::{
    ffi::c_long,
    sync::{
        lock::{Backend, Guard},
        CondVar,
    },
    task::{current::State, MAX_SCHEDULE_TIMEOUT},
    time::Jiffies,
};

impl CurrentKthread {
    fn asked(&self) -> bool {
        self.should_stop() || self.should_park()
    }

    /// Sleeps until the thread is woken, or asked to stop or to park.
    ///
    /// It may wake for no reason, and does not sleep while a signal is pending. See
    /// [`Task::wake_up`]: who makes a condition true wakes the thread afterwards, but this does not
    /// look at conditions. [`wait`](Self::wait) does not miss one.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn sleep(&self) {
        self.sleep_for(MAX_SCHEDULE_TIMEOUT);
    }

    /// Sleeps until the thread is woken, is asked to stop or to park, or `timeout` jiffies have
    /// passed, and returns how many of them are left.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn sleep_timeout(&self, timeout: Jiffies) -> Jiffies {
        let left = self.sleep_for(c_long::try_from(timeout).unwrap_or(MAX_SCHEDULE_TIMEOUT));
        Jiffies::try_from(left).unwrap_or(0)
    }

    fn sleep_for(&self, timeout: c_long) -> c_long {
        // It says that it is about to sleep before it looks whether it should not.
        self.set_state(State::Sleeps);
        let left = if self.asked() {
            timeout
        } else {
            bindings::safe::schedule_timeout(timeout)
        };
        self.set_state(State::Runs);
        left
    }

    /// Waits until `condvar` is notified, a signal arrives, or the thread is asked to stop or to park.
    ///
    /// As [`CondVar::wait_interruptible`], it gives the lock back meanwhile, and may wake for no
    /// reason. The thread does not miss that it was asked.
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
    ///     sync::{new_condvar, new_mutex, Arc, CondVar, Mutex},
    ///     task::kthread::Kthread,
    /// };
    ///
    /// #[pin_data]
    /// struct Queue {
    ///     #[pin]
    ///     numbers: Mutex<KVec<u32>>,
    ///     #[pin]
    ///     added: CondVar,
    /// }
    ///
    /// let queue = Arc::pin_init(
    ///     pin_init!(Queue {
    ///         numbers <- new_mutex!(KVec::new()),
    ///         added <- new_condvar!(),
    ///     }),
    ///     GFP_KERNEL,
    /// )?;
    ///
    /// let its_queue = queue.clone();
    /// let adder = Kthread::run(fmt!("adder"), move |this| {
    ///     let mut sum = 0u32;
    ///     let mut numbers = its_queue.numbers.lock();
    ///     loop {
    ///         while let Some(number) = numbers.pop() {
    ///             sum = sum.saturating_add(number);
    ///         }
    ///         if this.should_stop() {
    ///             return sum;
    ///         }
    ///         this.wait(&its_queue.added, &mut numbers);
    ///     }
    /// })?;
    ///
    /// for number in [1, 2, 3] {
    ///     queue.numbers.lock().push(number, GFP_KERNEL)?;
    ///     queue.added.notify_one();
    /// }
    /// // It may be stopped before it has begun at all, and then says so.
    /// assert!(matches!(adder.stop(), Ok(6) | Err(EINTR)));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn wait<T: ?Sized, B: Backend>(&self, condvar: &CondVar, guard: &mut Guard<'_, T, B>) {
        condvar.wait_interruptible_unless(guard, || self.asked());
    }
}
