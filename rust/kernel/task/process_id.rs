// SPDX-License-Identifier: GPL-2.0-only

//! Processes by their number.
//!
//! C header: [`include/linux/pid.h`](srctree/include/linux/pid.h)
//!
//! # Safety
//!
//! A `&ProcessId` is that of a live `struct pid`.

#![allow(unsafe_code)]

use super::{
    signal::{Signal, FROM_KERNEL},
    Pid, Task,
};
use crate::{
    error::{to_result, Result},
    sync::aref::{ARef, AlwaysRefCounted},
};
use bindings::live::Live;
use core::ptr::NonNull;

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

// SAFETY: A `struct pid` may be used and released by any task: that is what its count is for.
unsafe impl Send for ProcessId {}

// SAFETY: C has its own locks for it.
unsafe impl Sync for ProcessId {}

impl ProcessId {
    /// Takes over a reference of C's, if there is one.
    ///
    /// # Safety
    ///
    /// `pid` must be null, or one with a reference for us.
    unsafe fn from_raw(pid: *mut bindings::pid) -> Option<ARef<Self>> {
        // SAFETY: The caller hands a reference over. The type is transparent.
        NonNull::new(pid).map(|pid| unsafe { ARef::from_raw(pid.cast()) })
    }

    /// Finds who has a number now, in the current task's namespace.
    ///
    /// # Context
    ///
    /// Any but NMI, on behalf of the current task.
    #[inline]
    pub fn find(number: Pid) -> Option<ARef<Self>> {
        // SAFETY: Any number may be asked for. The result has a reference for us.
        unsafe { Self::from_raw(bindings::find_get_pid(number)) }
    }

    /// The one of a thread. `None` if that has ended.
    ///
    /// # Context
    ///
    /// Any but NMI.
    pub fn of(task: &Task) -> Option<ARef<Self>> {
        // SAFETY: The task is alive. C looks under RCU, and takes a reference for us.
        unsafe {
            Self::from_raw(bindings::get_task_pid(
                task.as_ptr(),
                bindings::pid_type_PIDTYPE_PID,
            ))
        }
    }

    /// The number, in the current task's namespace. 0 if it has none there.
    #[inline]
    pub fn number(&self) -> Pid {
        bindings::safe::pid_vnr(&self.0)
    }

    /// The thread, if it has not ended.
    #[inline]
    pub fn task(&self) -> Option<ARef<Task>> {
        // SAFETY: The object is alive. C looks under RCU, and takes a reference for us.
        let task = unsafe { bindings::get_pid_task(self.0.get(), bindings::pid_type_PIDTYPE_PID) };
        // SAFETY: That reference is handed over. `Task` is transparent over C's object.
        NonNull::new(task).map(|task| unsafe { ARef::from_raw(task.cast()) })
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
}

// SAFETY: C frees a `struct pid` when its count reaches zero, and does not move it. There is no way to
// own a `ProcessId` but through its count.
unsafe impl AlwaysRefCounted for ProcessId {
    #[inline]
    fn inc_ref(&self) {
        bindings::safe::get_pid(&self.0);
    }

    #[inline]
    unsafe fn dec_ref(obj: NonNull<Self>) {
        // SAFETY: The caller owns a reference and gives it up.
        unsafe { bindings::put_pid(obj.cast().as_ptr()) };
    }
}
