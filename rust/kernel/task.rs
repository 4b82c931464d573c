// SPDX-License-Identifier: GPL-2.0-only

//! Tasks: processes and threads.
//!
//! C header: [`include/linux/sched.h`](srctree/include/linux/sched.h)

pub mod cred;
mod current;
#[cfg(not(testlib))]
pub mod kthread;
mod kuid;
#[cfg(not(testlib))]
pub mod pid_namespace;
#[cfg(not(testlib))]
pub mod process_id;
mod raw;
#[cfg(not(testlib))]
pub mod security;
#[cfg(not(testlib))]
pub mod signal;
#[cfg(not(testlib))]
pub mod task_work;

pub use self::current::{might_sleep, CurrentTask};
pub use self::kuid::Kuid;

use crate::ffi::{c_int, c_long, c_uint};
use bindings::live::Live;

/// The timeout that never ends, in jiffies.
pub const MAX_SCHEDULE_TIMEOUT: c_long = c_long::MAX;

/// The state of a task that sleeps until it is woken or a signal arrives.
pub const TASK_INTERRUPTIBLE: c_int = bindings::TASK_INTERRUPTIBLE as c_int;

/// The state of a task that sleeps until it is woken.
pub const TASK_UNINTERRUPTIBLE: c_int = bindings::TASK_UNINTERRUPTIBLE as c_int;

/// Added to the state of a task that may be frozen while it sleeps. Zero on trees where the freezer
/// wakes all sleepers.
pub const TASK_FREEZABLE: c_int = bindings::TASK_FREEZABLE as c_int;

/// The states of the tasks that an ordinary wake-up wakes.
pub const TASK_NORMAL: c_uint = bindings::TASK_NORMAL as c_uint;

/// A process or thread, C's `struct task_struct`.
///
/// # Invariants
///
/// Every `Task` is one of C's, which counts its references.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, sync::aref::ARef, task::Task};
///
/// /// Remembers who made it.
/// struct Session {
///     maker: ARef<Task>,
/// }
///
/// let session = Session { maker: ARef::from(&**current!()) };
/// assert!(*session.maker == **current!());
/// assert_eq!(session.maker.pid(), current!().pid());
/// ```
#[repr(transparent)]
pub struct Task(Live<bindings::task_struct>);

/// The number of a task.
pub type Pid = bindings::pid_t;

impl Task {
    /// The task, for C.
    #[inline]
    pub fn as_ptr(&self) -> *mut bindings::task_struct {
        self.0.get()
    }

    /// The task, for C's functions that any caller may call.
    #[cfg(not(testlib))]
    #[inline]
    pub(crate) fn live(&self) -> &Live<bindings::task_struct> {
        &self.0
    }

    /// The number of the processor that the task runs on, or has run on last.
    ///
    /// Unless the task is bound to a processor, it may run on another one by the time of the return.
    #[cfg(not(testlib))]
    #[inline]
    pub fn cpu(&self) -> u32 {
        bindings::safe::task_cpu(self.live())
    }
}

impl PartialEq for Task {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self.as_ptr(), other.as_ptr())
    }
}

impl Eq for Task {}
