// SPDX-License-Identifier: GPL-2.0-only

//! Tasks: processes and threads.
//!
//! C header: [`include/linux/sched.h`](srctree/include/linux/sched.h)
//!
//! # Safety
//!
//! A `&Task` is that of a live `task_struct`. A [`CurrentTask`] is not seen by other tasks, and not
//! after control has left the task's code.

#![allow(unsafe_code)]

pub mod cred;
mod current;
#[cfg(not(testlib))]
pub mod kthread;
mod kuid;
#[cfg(not(testlib))]
pub mod pid_namespace;
#[cfg(not(testlib))]
pub mod process_id;
#[cfg(not(testlib))]
pub mod security;
#[cfg(not(testlib))]
pub mod signal;
#[cfg(not(testlib))]
pub mod task_work;

pub use self::current::CurrentTask;
pub use self::kuid::Kuid;

#[cfg(not(testlib))]
use self::pid_namespace::PidNamespace;
#[cfg(not(testlib))]
use crate::sync::aref::ARef;
use crate::{
    ffi::{c_int, c_long, c_uint},
    sync::aref::AlwaysRefCounted,
    types::Opaque,
};
#[cfg(not(testlib))]
use bindings::live::Live;
use core::{ops::Deref, ptr::NonNull};

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
pub struct Task(pub(crate) Opaque<bindings::task_struct>);

// SAFETY: A `task_struct` may be used and released by other tasks: that is what its count is for.
unsafe impl Send for Task {}

// SAFETY: What the methods read does not change, or is read atomically; waking takes C's locks.
unsafe impl Sync for Task {}

/// The number of a task.
pub type Pid = bindings::pid_t;

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

    /// The task, for C.
    #[inline]
    pub fn as_ptr(&self) -> *mut bindings::task_struct {
        self.0.get()
    }

    /// The task, for C's functions that any caller may call.
    #[cfg(not(testlib))]
    #[inline]
    pub(crate) fn live(&self) -> &Live<bindings::task_struct> {
        // SAFETY: By the type's invariant the task is one of C's; it lives while it is borrowed.
        unsafe { Live::from_ptr(self.as_ptr()) }
    }

    /// The number of the thread, in the initial namespace.
    #[inline]
    pub fn pid(&self) -> Pid {
        // SAFETY: The task is alive; its number does not change while somebody has a reference.
        unsafe { bindings::task_pid_nr(self.as_ptr()) }
    }

    /// The number of the process, in the initial namespace: that of its first thread.
    #[inline]
    pub fn tgid(&self) -> Pid {
        // SAFETY: The task is alive; the number does not change while somebody has a reference.
        unsafe { bindings::task_tgid_nr(self.as_ptr()) }
    }

    /// The number of the processor that the task runs on, or has run on last.
    ///
    /// Unless the task is bound to a processor, it may run on another one by the time of the return.
    #[cfg(not(testlib))]
    #[inline]
    pub fn cpu(&self) -> u32 {
        bindings::safe::task_cpu(self.live())
    }

    /// The namespace that the task's number belongs to. `None` for a task that has ended.
    #[cfg(not(testlib))]
    #[inline]
    pub fn get_pid_ns(&self) -> Option<ARef<PidNamespace>> {
        let ns = NonNull::new(bindings::safe::task_get_pid_ns(self.live()))?;
        // SAFETY: C took a reference for us, which is handed over. `PidNamespace` is transparent
        // over C's object.
        Some(unsafe { ARef::from_raw(ns.cast()) })
    }

    /// The number of the process in a namespace, or in that of the current task for `None`. 0 if it
    /// has none there.
    #[cfg(not(testlib))]
    #[inline]
    pub fn tgid_nr_ns(&self, pidns: Option<&PidNamespace>) -> Pid {
        let ns = pidns.map_or(core::ptr::null_mut(), PidNamespace::as_ptr);
        // SAFETY: The task and the namespace are alive; null stands for the current task's.
        unsafe { bindings::task_tgid_nr_ns(self.as_ptr(), ns) }
    }

    /// The real user of the task.
    #[inline]
    pub fn uid(&self) -> Kuid {
        // SAFETY: The task is alive; C looks its credentials up under RCU.
        Kuid::from_raw(unsafe { bindings::task_uid(self.as_ptr()) })
    }

    /// Tells whether a signal is pending for the task.
    #[inline]
    pub fn signal_pending(&self) -> bool {
        // SAFETY: The task is alive; the flag is read atomically.
        unsafe { bindings::signal_pending(self.as_ptr()) != 0 }
    }

    /// Wakes the task if it sleeps.
    ///
    /// # Context
    ///
    /// Any but NMI.
    #[inline]
    pub fn wake_up(&self) {
        // SAFETY: The task is alive, and C takes its locks. A task may be woken at any time, as all
        // of C's sleepers look again.
        unsafe { bindings::wake_up_process(self.as_ptr()) };
    }
}

// SAFETY: C frees a task when its count reaches zero, and does not move it. There is no way to own a
// `Task` but through its count.
unsafe impl AlwaysRefCounted for Task {
    #[inline]
    fn inc_ref(&self) {
        // SAFETY: The task is alive.
        unsafe { bindings::get_task_struct(self.as_ptr()) };
    }

    #[inline]
    unsafe fn dec_ref(obj: NonNull<Self>) {
        // SAFETY: The caller owns a reference and gives it up.
        unsafe { bindings::put_task_struct(obj.cast().as_ptr()) };
    }
}

impl PartialEq for Task {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self.as_ptr(), other.as_ptr())
    }
}

impl Eq for Task {}

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
