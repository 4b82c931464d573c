// SPDX-License-Identifier: GPL-2.0-only

//! Processes by their number.
//!
//! C header: [`include/linux/pid.h`](srctree/include/linux/pid.h)

use super::{
    raw,
    signal::{Signal, FROM_KERNEL},
    Pid, Task,
};
use crate::{
    error::{to_result, Result},
    sync::aref::ARef,
};
use bindings::live::Live;

/// A process or thread that once had a number, C's `struct pid`.
///
/// It stays that of the process when that has ended, and the number means another one by then. Unlike a
/// [`Task`], it keeps nearly nothing in memory.
///
/// # Invariants
///
/// Every `ProcessId` is one of C's, which counts its references.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, task::process_id::ProcessId};
///
/// let id = ProcessId::of(current!()).ok_or(ESRCH)?;
/// assert_eq!(id.number(), current!().pid());
/// assert!(*id.task().ok_or(ESRCH)? == **current!());
///
/// // Nobody has this number.
/// assert!(ProcessId::find(-1).is_none());
/// # Ok::<(), Error>(())
/// ```
#[repr(transparent)]
pub struct ProcessId(Live<bindings::pid>);

impl ProcessId {
    /// Finds who has a number now, in the current task's namespace.
    ///
    /// # Context
    ///
    /// Any but NMI, on behalf of the current task.
    #[inline]
    pub fn find(number: Pid) -> Option<ARef<Self>> {
        raw::find_process(number)
    }

    /// The one of a thread. `None` if that has ended.
    ///
    /// # Context
    ///
    /// Any but NMI.
    pub fn of(task: &Task) -> Option<ARef<Self>> {
        raw::process_of(task)
    }

    /// The number, in the current task's namespace. 0 if it has none there.
    #[inline]
    pub fn number(&self) -> Pid {
        bindings::safe::pid_vnr(&self.0)
    }

    /// The thread, if it has not ended.
    #[inline]
    pub fn task(&self) -> Option<ARef<Task>> {
        raw::thread_of(self)
    }

    /// Sends a signal to the process, on behalf of the kernel: to any of its threads that takes it.
    ///
    /// # Errors
    ///
    /// `ESRCH` if it has ended; `EAGAIN` if there is no room for a real-time signal.
    ///
    /// # Context
    ///
    /// Any but NMI; takes spin locks with interrupts off.
    #[inline]
    pub fn send_signal(&self, signal: Signal) -> Result {
        to_result(bindings::safe::kill_pid(
            &self.0,
            signal.number(),
            FROM_KERNEL,
        ))
    }

    /// The process, for C's functions that any caller may call.
    #[inline]
    pub(super) fn live(&self) -> &Live<bindings::pid> {
        &self.0
    }
}
