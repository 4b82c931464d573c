// SPDX-License-Identifier: GPL-2.0-only

//! Threads of the kernel's own.
//!
//! [`Kthread::run`] has a function called by a thread of its own. The function gets a
//! [`CurrentKthread`], by which it finds out whether it is to stop, or to park for a while, and sleeps
//! without missing that. What it returns comes back from [`Kthread::stop`] and [`Kthread::join`].
//!
//! A [`Kthread`] that is dropped stops its thread, and waits for it. So a module that keeps its threads
//! in its state has none left when it is unloaded. Where a handle was forgotten, unloading waits until
//! the thread ends by itself.
//!
//! C header: [`include/linux/kthread.h`](srctree/include/linux/kthread.h)
//!
//! # Safety
//!
//! A [`Kthread`] stops its thread once, and does not use what the thread uses before that has ended.

#![allow(unsafe_code)]

mod current;
mod packet;
mod raw;
#[cfg(CONFIG_KUNIT = "y")]
mod tests;

pub use self::current::CurrentKthread;

use self::packet::{Packet, Shared};
use crate::{
    error::{
        code::{EDEADLK, EINTR},
        Result,
    },
    fmt,
    str::CString,
    sync::{aref::ARef, Arc},
    task::Task,
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
/// # Invariants
///
/// `task` is a thread that shares `shared`. It was not stopped, unless `ended` says so.
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
    task: ARef<Task>,
    shared: Arc<dyn Shared<R>>,
    ended: bool,
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
        let name = CString::try_from_fmt(name)?;
        let shared: Arc<dyn Shared<R>> = Packet::new(func)?;
        // SAFETY: The thread has a reference to the packet until the function is called.
        match unsafe { raw::create(&name, shared.common()) } {
            // INVARIANT: It was just created.
            Ok(task) => Ok(NewKthread(Kthread {
                task,
                shared,
                ended: false,
            })),
            Err(error) => {
                // SAFETY: There is no thread, and the packet is not used any more.
                unsafe { shared.take_back() };
                Err(error)
            }
        }
    }

    /// The thread as a task, to wake it for instance.
    #[inline]
    pub fn task(&self) -> &Task {
        &self.task
    }

    /// Tells whether the function has returned.
    pub fn is_finished(&self) -> bool {
        self.shared.common().has_ended()
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
        self.shared.common().park(&self.task)
    }

    /// Lets a thread go on that [`park`](Self::park) has parked. Does nothing to another one.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn unpark(&self) {
        self.shared.common().unpark(&self.task);
    }

    /// Asks the thread to stop, waits until it has ended, and returns what its function returned.
    ///
    /// The function finds [`should_stop`](CurrentKthread::should_stop) true. A parked thread goes on.
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
        if raw::is_current(&self.task) {
            return Err(EDEADLK);
        }
        self.end().ok_or(EINTR)
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
        if raw::is_current(&self.task) {
            return Err(EDEADLK);
        }
        self.shared.common().wait();
        self.stop()
    }

    /// Stops the thread, and takes its result. `None` if the function was never called.
    fn end(&mut self) -> Option<R> {
        if self.ended || raw::is_current(&self.task) {
            return None;
        }
        // INVARIANT: It is stopped now.
        self.ended = true;
        let common = self.shared.common();
        // SAFETY: By the type's invariant the thread was not stopped. Who parks it, or lets it go on,
        // borrows the handle.
        unsafe { common.stop(&self.task) };
        // SAFETY: The thread has ended.
        if unsafe { self.shared.take_back() } {
            common.forget();
        }
        // SAFETY: The thread has ended, and this is called once.
        unsafe { self.shared.take() }
    }
}

impl<R: Send + 'static> Drop for Kthread<R> {
    fn drop(&mut self) {
        drop(self.end());
    }
}

/// A thread that was not started yet. Dropping it drops the function, which is then not called.
///
/// # Invariants
///
/// The thread was not woken.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, task::kthread::Kthread};
///
/// // Each of the threads stays on a processor of its own. There is always one with the number 0.
/// let thread = Kthread::create(fmt!("counter/0"), |this| this.cpu())?.bind(0)?.start();
/// assert_eq!(thread.join()?, 0);
///
/// assert!(Kthread::create(fmt!("counter"), |_| ())?.bind(u32::MAX).is_err());
/// # Ok::<(), Error>(())
/// ```
#[must_use = "the thread was not started yet"]
pub struct NewKthread<R: Send + 'static>(Kthread<R>);

impl<R: Send + 'static> NewKthread<R> {
    /// Binds the thread to a processor, by its number.
    ///
    /// One that is not online, or goes offline later, is accepted: the thread runs elsewhere then.
    ///
    /// # Errors
    ///
    /// `EINVAL` if there can be no such processor. The thread is gone then, and its function dropped.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn bind(self, cpu: u32) -> Result<Self> {
        // SAFETY: By the type's invariant the thread was not woken.
        unsafe { raw::bind(&self.0.task, cpu) }?;
        Ok(self)
    }

    /// Lets the thread run.
    ///
    /// # Context
    ///
    /// Any but NMI.
    pub fn start(self) -> Kthread<R> {
        self.0.task.wake_up();
        self.0
    }
}
