// SPDX-License-Identifier: GPL-2.0-only

//! The task that runs the code, and what it may do as that.
//!
//! # Safety
//!
//! A [`CurrentTask`] is not seen by other tasks, and not after control has left the task's code: whoever
//! makes one promises that. A [`CurrentKthread`] is seen by the thread alone, while its function runs.
//! So C's functions for the current task, and for threads of the kernel, are not called by others.

#![allow(unsafe_code)]

#[cfg(not(testlib))]
use super::{pid_namespace::PidNamespace, signal::Signal, TASK_INTERRUPTIBLE};
use super::{Kuid, Task};
use crate::ffi::c_int;
#[cfg(not(testlib))]
use crate::mm::MmWithUser;
use crate::types::NotThreadSafe;
use core::ops::Deref;

/// The task that runs this code, as a [`CurrentTask`].
///
/// # Examples
///
/// ```
/// use kernel::prelude::*;
///
/// let task = current!();
/// assert!(task.pid() > 0);
/// assert!(!task.signal_pending());
/// ```
#[macro_export]
macro_rules! current {
    () => {
        // SAFETY: The result is a temporary of the place where this stands: it lives as long as a
        // local variable there, thus no longer than the code that the task runs.
        unsafe { &*$crate::task::Task::current() }
    };
}

impl Task {
    /// The task that runs this code, for C.
    #[inline]
    pub fn current_raw() -> *mut bindings::task_struct {
        // SAFETY: Wherever code runs there is a current task.
        unsafe { bindings::current_task_struct() }
    }

    /// The task that runs this code. Use [`current!`].
    ///
    /// # Safety
    ///
    /// The result lives no longer than a local variable of the caller's: it does not get to another
    /// task, and is not used after control has left the task's code.
    #[inline]
    pub unsafe fn current() -> impl Deref<Target = CurrentTask> {
        /// Borrows for as long as it lives.
        struct Current(*const CurrentTask);

        impl Deref for Current {
            type Target = CurrentTask;

            #[inline]
            fn deref(&self) -> &CurrentTask {
                // SAFETY: By the promise of the caller of `current()` the task runs, thus lives. A
                // `CurrentTask` is transparent over a `Task`, and that over C's object.
                unsafe { &*self.0 }
            }
        }

        Current(Self::current_raw().cast())
    }
}

/// The task that runs this code: what [`current!`](crate::current) gives.
///
/// It cannot be given to another thread. To keep the task for longer, take a reference:
/// `ARef::<Task>::from(&**current!())`.
///
/// # Invariants
///
/// The task runs the code that has the value.
///
/// # Examples
///
/// ```
/// use kernel::prelude::*;
///
/// let task = current!();
/// assert_eq!(task.group_leader().pid(), task.tgid());
/// ```
#[repr(transparent)]
pub struct CurrentTask(Task, NotThreadSafe);

impl Deref for CurrentTask {
    type Target = Task;

    #[inline]
    fn deref(&self) -> &Task {
        &self.0
    }
}

impl CurrentTask {
    /// The memory of the task's process. A thread of the kernel's has none.
    #[cfg(not(testlib))]
    #[inline]
    pub fn mm(&self) -> Option<&MmWithUser> {
        let mm = bindings::safe::current_mm();
        if mm.is_null() {
            return None;
        }
        // SAFETY: A task has a reference to its memory, which it gives up when it ends or runs another
        // program, and then it does not return to the caller.
        Some(unsafe { MmWithUser::from_raw(mm) })
    }

    /// The namespace that the task's number belongs to. `None` while the task ends.
    #[cfg(not(testlib))]
    #[inline]
    pub fn active_pid_ns(&self) -> Option<&PidNamespace> {
        // SAFETY: The task runs. C looks at what does not change while it does.
        let ns = unsafe { bindings::task_active_pid_ns(self.as_ptr()) };
        // SAFETY: The namespace of a task's number does not change, and lives as long as the number,
        // which the task gives up when it runs no code any more. `self` cannot be kept for longer.
        (!ns.is_null()).then(|| unsafe { PidNamespace::from_ptr(ns) })
    }

    /// The first thread of the task's process.
    #[inline]
    pub fn group_leader(&self) -> &Task {
        // SAFETY: The task is alive. A process keeps its leader as long as it has threads. It only
        // gets another one when a thread calls `execve()`, which ends all others first: this task
        // cannot run code of the kernel's meanwhile, unless it is that thread, which does not run
        // the caller's code then. `Task` is transparent over C's object.
        unsafe { &*bindings::task_group_leader(self.as_ptr()).cast() }
    }
}

impl Kuid {
    /// The user whose rights the current task has.
    #[inline]
    pub fn current_euid() -> Kuid {
        // SAFETY: The credentials of the current task are its own to read.
        Self::from_raw(unsafe { bindings::current_euid() })
    }

    /// The user's number as the current task's namespace has it; that of nobody (65534) if it has
    /// none.
    #[inline]
    pub fn into_uid_in_current_ns(self) -> bindings::uid_t {
        // SAFETY: The current task keeps its namespace alive during the call.
        unsafe { bindings::from_kuid_munged(bindings::current_user_ns(), self.into_raw()) }
    }
}

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
#[cfg(not(testlib))]
pub struct CurrentKthread(NotThreadSafe);

#[cfg(not(testlib))]
impl Deref for CurrentKthread {
    type Target = CurrentTask;

    #[inline]
    fn deref(&self) -> &CurrentTask {
        // SAFETY: `self` does not leave the task's code, and neither does what borrows it. A
        // `CurrentTask` is transparent over a `Task`, and that over C's object.
        unsafe { &*Task::current_raw().cast() }
    }
}

/// What a thread may say of itself.
#[cfg(not(testlib))]
pub(super) enum State {
    /// It runs, whatever it said before.
    Runs,
    /// It is about to sleep until it is woken or a signal arrives.
    Sleeps,
}

/// What becomes of a signal that is sent to a thread.
#[cfg(not(testlib))]
pub(super) enum Handling {
    /// It is pending until it is taken.
    Allow,
    /// The same, if the kernel has sent it.
    AllowOfKernel,
    /// Nothing.
    Ignore,
}

#[cfg(not(testlib))]
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

    /// Says whether the thread is about to sleep.
    #[inline]
    pub(super) fn set_state(&self, state: State) {
        let state = match state {
            State::Runs => bindings::TASK_RUNNING as _,
            State::Sleeps => TASK_INTERRUPTIBLE as _,
        };
        // SAFETY: A task may say either at any time. It does not sleep before it calls C's scheduler.
        unsafe { bindings::set_current_state(state) };
    }

    /// Says what becomes of a signal.
    #[inline]
    pub(super) fn handle_signal(&self, signal: Signal, handling: Handling) {
        let signal = signal.number();
        // SAFETY: By the type's invariant this is a thread of the kernel's, which has handlers of its own.
        // The number is one that they have a place for.
        unsafe {
            match handling {
                Handling::Allow => bindings::allow_signal(signal),
                Handling::AllowOfKernel => bindings::allow_kernel_signal(signal),
                Handling::Ignore => bindings::disallow_signal(signal),
            }
        }
    }

    /// Takes a signal that is pending; 0 if there is none.
    #[inline]
    pub(super) fn dequeue_signal(&self) -> c_int {
        // SAFETY: The task takes its own signals, and C the lock of its handlers.
        unsafe { bindings::kernel_dequeue_signal() }
    }
}

/// Says that the caller may sleep here.
///
/// Kernels with `CONFIG_DEBUG_ATOMIC_SLEEP` report where that is not allowed, and some let another
/// task run.
///
/// # Context
///
/// May sleep.
///
/// # Examples
///
/// ```
/// /// Always reports a wrong caller, and not only when it has to wait.
/// fn flush() {
///     kernel::task::might_sleep();
/// }
///
/// flush();
/// ```
#[track_caller]
#[inline]
pub fn might_sleep() {
    let location = core::panic::Location::caller();
    let file = crate::file_from_location(location);
    let line = c_int::try_from(location.line()).unwrap_or(0);
    // SAFETY: The name is a C string that lives forever.
    unsafe { bindings::might_sleep_at(file.as_ptr().cast(), line) };
}
