// SPDX-License-Identifier: GPL-2.0-only

//! What a thread can do.
//!
//! # Safety
//!
//! A [`CurrentKthread`] is seen by the thread alone, while its function runs. So C's functions for
//! threads of the kernel are not called by others.

#![allow(unsafe_code)]

use crate::{
    ffi::c_long,
    sync::{
        lock::{Backend, Guard},
        CondVar,
    },
    task::{CurrentTask, Task, MAX_SCHEDULE_TIMEOUT, TASK_INTERRUPTIBLE},
    time::Jiffies,
    types::NotThreadSafe,
};
use core::ops::Deref;

/// The thread that runs the function which was given this.
///
/// It is a [`CurrentTask`], too.
///
/// # Invariants
///
/// The current task is a thread of the kernel's, made by C's `kthread_create_on_node()`.
///
/// # Examples
///
/// A thread that does something again and again, until it is stopped:
///
/// ```
/// use kernel::{prelude::*, task::kthread::{CurrentKthread, Kthread}, time::msecs_to_jiffies};
///
/// fn poll(this: &CurrentKthread) -> u32 {
///     let mut rounds = 0u32;
///     while !this.should_stop() {
///         if this.should_park() {
///             this.park();
///             continue;
///         }
///         rounds = rounds.saturating_add(1);
///         this.sleep_timeout(msecs_to_jiffies(1));
///     }
///     rounds
/// }
///
/// let thread = Kthread::run(fmt!("poller"), poll)?;
/// thread.park()?;
/// thread.unpark();
/// thread.stop()?;
/// # Ok::<(), Error>(())
/// ```
pub struct CurrentKthread(NotThreadSafe);

impl Deref for CurrentKthread {
    type Target = CurrentTask;

    #[inline]
    fn deref(&self) -> &CurrentTask {
        // SAFETY: `self` does not leave the task's code, and neither does what borrows it. A
        // `CurrentTask` is transparent over a `Task`, and that over C's object.
        unsafe { &*Task::current_raw().cast() }
    }
}

/// What a task may say of itself.
enum State {
    /// It runs, whatever it said before.
    Runs,
    /// It is about to sleep until it is woken or a signal arrives.
    Sleeps,
}

#[inline]
fn set_state(state: State) {
    let state = match state {
        State::Runs => bindings::TASK_RUNNING as _,
        State::Sleeps => TASK_INTERRUPTIBLE as _,
    };
    // SAFETY: A task may say either at any time. It does not sleep before it calls C's scheduler.
    unsafe { bindings::set_current_state(state) };
}

impl CurrentKthread {
    /// # Safety
    ///
    /// A thread of the kernel's calls this, and nothing else gets to see the result.
    #[inline]
    pub(super) unsafe fn new() -> Self {
        // INVARIANT: The caller promises it.
        CurrentKthread(NotThreadSafe::default())
    }

    /// Tells whether the thread was asked to stop: its function then returns.
    #[inline]
    pub fn should_stop(&self) -> bool {
        // SAFETY: By the type's invariant a thread asks.
        unsafe { bindings::kthread_should_stop() }
    }

    /// Tells whether the thread was asked to park: its function then calls [`park`](Self::park).
    #[inline]
    pub fn should_park(&self) -> bool {
        // SAFETY: By the type's invariant a thread asks.
        unsafe { bindings::kthread_should_park() }
    }

    /// Stays here until the thread may go on, if it was asked to park.
    ///
    /// # Context
    ///
    /// May sleep.
    #[inline]
    pub fn park(&self) {
        // SAFETY: By the type's invariant a thread parks itself.
        unsafe { bindings::kthread_parkme() };
    }

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
        set_state(State::Sleeps);
        let left = if self.asked() {
            timeout
        } else {
            bindings::safe::schedule_timeout(timeout)
        };
        set_state(State::Runs);
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
