// SPDX-License-Identifier: GPL-2.0-only

//! The task that runs the code.
//!
//! # Safety
//!
//! Relies on the promise of whoever makes a [`CurrentTask`].

#![allow(unsafe_code)]

#[cfg(not(testlib))]
use super::pid_namespace::PidNamespace;
use super::Task;
#[cfg(not(testlib))]
use crate::mm::MmWithUser;
use crate::types::NotThreadSafe;
use core::ops::Deref;

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
