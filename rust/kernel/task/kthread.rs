// SPDX-License-Identifier: GPL-2.0-only

//! Threads of the kernel's own.
//!
//! [`Kthread::run`] has a function called by a thread of its own. The function gets a
//! [`CurrentKthread`], by which it finds out whether it is to stop, or to park for a while, and sleeps
//! without missing that. What it returns comes back from [`Kthread::stop`] and [`Kthread::join`].
//! [`PlainKthread`] is for a function that captures nothing and returns a [`Result`]: it allocates nothing.
//!
//! A [`Kthread`] that is dropped stops its thread, and waits for it. So a module that keeps its threads
//! in its state has none left when it is unloaded. Where a thread was [left alone](Kthread::detach),
//! unloading waits until it ends by itself.
//!
//! C header: [`include/linux/kthread.h`](srctree/include/linux/kthread.h)

mod common;
mod current;
mod plain;
mod raw;
#[cfg(CONFIG_KUNIT = "y")]
#[allow(unsafe_code, reason = "a suite of KUnit lies in a section of its own")]
mod tests;

pub use self::plain::PlainKthread;
pub use self::raw::NewKthread;
pub use super::current::CurrentKthread;

use self::raw::Handle;
use super::Task;
use crate::{
    error::{
        code::{EDEADLK, EINTR},
        Result,
    },
    fmt,
};

/// A thread of the kernel's. Dropping it stops the thread and waits until it has ended.
///
/// The thread's function returns an `R`.
///
/// # Context
///
/// Dropping may sleep, for as long as the function takes to notice. The caller holds no lock that the
/// function takes. A thread that drops its own handle goes on: nobody waits for it then but unloading.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, sync::{Arc, Completion}, task::kthread::Kthread};
///
/// // A function that ends by itself.
/// let thread = Kthread::run(fmt!("sum/{}", 10), |_| (1..=10u32).sum::<u32>())?;
/// assert_eq!(thread.join()?, 55);
///
/// // One that waits until it is stopped.
/// let ready = Arc::pin_init(Completion::new(), GFP_KERNEL)?;
/// let seen = ready.clone();
/// let thread = Kthread::run(fmt!("waiter"), move |this| {
///     ready.complete_all();
///     while !this.should_stop() {
///         this.sleep();
///     }
///     "stopped"
/// })?;
/// seen.wait_for_completion();
/// assert!(!thread.is_finished());
/// assert_eq!(thread.stop()?, "stopped");
/// # Ok::<(), Error>(())
/// ```
///
/// What the thread does may as well be a trait object:
///
/// ```
/// use kernel::{prelude::*, task::kthread::{CurrentKthread, Kthread}};
///
/// trait Job: Send {
///     fn run(&mut self, this: &CurrentKthread) -> u32;
/// }
///
/// struct Answer;
///
/// impl Job for Answer {
///     fn run(&mut self, _: &CurrentKthread) -> u32 {
///         42
///     }
/// }
///
/// let mut job: KBox<dyn Job> = KBox::new(Answer, GFP_KERNEL)?;
/// let thread = Kthread::run(fmt!("job"), move |this| job.run(this))?;
/// assert_eq!(thread.join()?, 42);
/// # Ok::<(), Error>(())
/// ```
#[must_use = "the thread is stopped when its handle is dropped"]
pub struct Kthread<R: Send + 'static = ()> {
    handle: Handle<R>,
}

impl<R: Send + 'static> Kthread<R> {
    /// Creates a thread and lets it run, C's `kthread_run()`.
    ///
    /// Of the name, `ps` shows 15 bytes, or all on newer trees.
    ///
    /// # Errors
    ///
    /// `ENOMEM` without memory, `EINTR` if the current task was killed meanwhile, `EINVAL` for a name
    /// with a NUL byte. The function is dropped then.
    ///
    /// # Context
    ///
    /// May sleep; memory comes from `GFP_KERNEL`.
    pub fn run<F>(name: fmt::Arguments<'_>, func: F) -> Result<Self>
    where
        F: FnOnce(&CurrentKthread) -> R + Send + 'static,
    {
        Ok(Self::create(name, func)?.start())
    }

    /// Creates a thread that waits for [`NewKthread::start`], C's `kthread_create()`.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    ///
    /// # Context
    ///
    /// May sleep; memory comes from `GFP_KERNEL`.
    pub fn create<F>(name: fmt::Arguments<'_>, func: F) -> Result<NewKthread<R>>
    where
        F: FnOnce(&CurrentKthread) -> R + Send + 'static,
    {
        NewKthread::create(name, func)
    }

    #[inline]
    fn new(handle: Handle<R>) -> Self {
        Kthread { handle }
    }

    #[inline]
    fn handle(&self) -> &Handle<R> {
        &self.handle
    }

    /// The thread as a task, to wake it for instance.
    #[inline]
    pub fn task(&self) -> &Task {
        self.handle.thread()
    }

    /// Tells whether the function has returned.
    pub fn is_finished(&self) -> bool {
        self.handle.common().has_ended()
    }

    /// Asks the thread to park, and waits until it does.
    ///
    /// # Errors
    ///
    /// `ESRCH` if the function has returned; `EBUSY` if the thread is parked already, or another task is
    /// about to park it or to let it go on; `EDEADLK` if the thread asks itself.
    ///
    /// # Context
    ///
    /// May sleep, until the function calls [`CurrentKthread::park`] or returns. A function that was not
    /// called yet is parked without its help.
    pub fn park(&self) -> Result {
        self.handle.common().park(self.handle.thread())
    }

    /// Lets a thread go on that [`park`](Self::park) has parked. Does nothing to another one.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn unpark(&self) {
        self.handle.common().unpark(self.handle.thread());
    }

    /// Asks the thread to stop, waits until it has ended, and returns what its function returned.
    ///
    /// The function finds [`should_stop`](CurrentKthread::should_stop) true. A parked thread goes on.
    ///
    /// Newer trees also end what the function waits for, as for a signal; older ones do not. A function that
    /// asks whether it should stop needs neither.
    ///
    /// # Errors
    ///
    /// `EINTR` if the thread had not come to call its function: it is dropped then. `EDEADLK` if the
    /// thread calls this itself, which goes on.
    ///
    /// # Context
    ///
    /// May sleep, for as long as the function takes to notice. The caller holds no lock that the
    /// function takes.
    pub fn stop(mut self) -> Result<R> {
        if self.handle.thread().is_current() {
            return Err(EDEADLK);
        }
        self.handle.end().ok_or(EINTR)
    }

    /// Leaves the thread alone: it is not stopped, and what its function returns is dropped.
    ///
    /// A parked thread goes on. The module is not unloaded before the function has returned.
    ///
    /// # Context
    ///
    /// May sleep.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::{prelude::*, sync::{Arc, Completion}, task::kthread::Kthread};
    ///
    /// let done = Arc::pin_init(Completion::new(), GFP_KERNEL)?;
    /// let its = done.clone();
    /// Kthread::run(fmt!("detached"), move |_| its.complete_all())?.detach();
    /// done.wait_for_completion();
    /// # Ok::<(), Error>(())
    /// ```
    pub fn detach(mut self) {
        self.handle.leave();
    }

    /// Waits until the function returns by itself, and returns what it returned.
    ///
    /// # Errors
    ///
    /// `EDEADLK` if the thread calls this itself, which goes on.
    ///
    /// # Context
    ///
    /// May sleep. The caller holds no lock that the function takes.
    pub fn join(self) -> Result<R> {
        if self.handle.thread().is_current() {
            return Err(EDEADLK);
        }
        self.handle.common().wait();
        self.stop()
    }
}

impl<R: Send + 'static> Drop for Kthread<R> {
    fn drop(&mut self) {
        drop(self.handle.end());
    }
}
