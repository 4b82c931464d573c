// SPDX-License-Identifier: GPL-2.0-only

//! Tasks, credentials, numbers and their namespaces as C has them: who counts them, and what is read.
//!
//! # Safety
//!
//! A reference to one of them is that of C's object, which is alive: there is no way to own one but by its
//! count. Credentials do not change once they are in use. A [`SecurityText`] is a security module's,
//! and is given back once.

#![allow(unsafe_code)]

use super::{cred::Credential, Kuid, Pid, Task};
#[cfg(not(testlib))]
use super::{pid_namespace::PidNamespace, process_id::ProcessId};
use crate::sync::aref::AlwaysRefCounted;
#[cfg(not(testlib))]
use crate::{
    error::{to_result, Result},
    sync::aref::ARef,
};
use core::ptr::NonNull;

/// Takes over a reference of C's, if there is one.
///
/// # Safety
///
/// `object` must be null, or an object with a reference for us.
#[cfg(not(testlib))]
#[inline]
unsafe fn owned<T: AlwaysRefCounted>(object: *mut T) -> Option<ARef<T>> {
    // SAFETY: The caller hands a reference over.
    NonNull::new(object).map(|object| unsafe { ARef::from_raw(object) })
}

// SAFETY: A `task_struct` may be used and released by other tasks: that is what its count is for.
unsafe impl Send for Task {}

// SAFETY: What the methods read does not change, or is read atomically; waking takes C's locks.
unsafe impl Sync for Task {}

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

impl Task {
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

    /// The namespace that the task's number belongs to. `None` for a task that has ended.
    #[cfg(not(testlib))]
    #[inline]
    pub fn get_pid_ns(&self) -> Option<ARef<PidNamespace>> {
        // SAFETY: C took a reference for us. `PidNamespace` is transparent over C's object.
        unsafe { owned(bindings::safe::task_get_pid_ns(self.live()).cast()) }
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

// SAFETY: Credentials may be released by any task: that is what their count is for.
unsafe impl Send for Credential {}

// SAFETY: Nothing that is read here changes; the count is atomic.
unsafe impl Sync for Credential {}

// SAFETY: C frees credentials when their count reaches zero, and does not move them. There is no way
// to own a `Credential` but through its count.
unsafe impl AlwaysRefCounted for Credential {
    #[inline]
    fn inc_ref(&self) {
        // SAFETY: The credentials are alive.
        unsafe { bindings::get_cred(self.as_ptr()) };
    }

    #[inline]
    unsafe fn dec_ref(obj: NonNull<Credential>) {
        // SAFETY: The caller owns a reference and gives it up.
        unsafe { bindings::put_cred(obj.cast().as_ptr()) };
    }
}

impl Credential {
    /// Borrows credentials from C.
    ///
    /// # Safety
    ///
    /// `ptr` must point to credentials that are alive during `'a` and that nobody changes any more.
    pub unsafe fn from_ptr<'a>(ptr: *const bindings::cred) -> &'a Credential {
        // SAFETY: The type is transparent. The caller promises the rest.
        unsafe { &*ptr.cast() }
    }

    /// The identifier that the security modules have for the credentials; 0 without any.
    pub fn get_secid(&self) -> u32 {
        // SAFETY: The credentials are alive.
        unsafe { bindings::rust_cred_getsecid(self.as_ptr()) }
    }

    /// The effective user.
    pub fn euid(&self) -> Kuid {
        // SAFETY: The credentials are alive and do not change.
        Kuid::from_raw(unsafe { (*self.as_ptr()).euid })
    }
}

/// The credentials that the current task has now.
#[cfg(all(CONFIG_KUNIT = "y", not(testlib)))]
pub(super) fn current_cred() -> ARef<Credential> {
    // SAFETY: The credentials of a task that runs are its own to read.
    unsafe { Credential::from_ptr(bindings::current_cred()) }.into()
}

/// Tells whether two users are the same.
#[inline]
pub(super) fn same_user(left: bindings::kuid_t, right: bindings::kuid_t) -> bool {
    // SAFETY: The function compares two numbers.
    unsafe { bindings::uid_eq(left, right) }
}

// SAFETY: A namespace may be released by any task: that is what its count is for.
#[cfg(not(testlib))]
unsafe impl Send for PidNamespace {}

// SAFETY: The count is atomic, and nothing else is used.
#[cfg(not(testlib))]
unsafe impl Sync for PidNamespace {}

// SAFETY: C frees a namespace when its count reaches zero, and does not move it; the initial one is
// never freed. There is no way to own a `PidNamespace` but through its count.
#[cfg(not(testlib))]
unsafe impl AlwaysRefCounted for PidNamespace {
    #[inline]
    fn inc_ref(&self) {
        bindings::safe::get_pid_ns(self.live());
    }

    #[inline]
    unsafe fn dec_ref(obj: NonNull<PidNamespace>) {
        // SAFETY: The caller owns a reference and gives it up.
        unsafe { bindings::put_pid_ns(obj.cast().as_ptr()) };
    }
}

#[cfg(not(testlib))]
impl PidNamespace {
    /// Borrows a namespace from C.
    ///
    /// # Safety
    ///
    /// `ptr` must point to a namespace that is alive during `'a`.
    pub unsafe fn from_ptr<'a>(ptr: *const bindings::pid_namespace) -> &'a Self {
        // SAFETY: The type is transparent. The caller promises the rest.
        unsafe { &*ptr.cast() }
    }
}

// SAFETY: A `struct pid` may be used and released by any task: that is what its count is for.
#[cfg(not(testlib))]
unsafe impl Send for ProcessId {}

// SAFETY: C has its own locks for it.
#[cfg(not(testlib))]
unsafe impl Sync for ProcessId {}

// SAFETY: C frees a `struct pid` when its count reaches zero, and does not move it. There is no way to
// own a `ProcessId` but through its count.
#[cfg(not(testlib))]
unsafe impl AlwaysRefCounted for ProcessId {
    #[inline]
    fn inc_ref(&self) {
        bindings::safe::get_pid(self.live());
    }

    #[inline]
    unsafe fn dec_ref(obj: NonNull<Self>) {
        // SAFETY: The caller owns a reference and gives it up.
        unsafe { bindings::put_pid(obj.cast().as_ptr()) };
    }
}

/// See [`ProcessId::find`].
#[cfg(not(testlib))]
#[inline]
pub(super) fn find_process(number: Pid) -> Option<ARef<ProcessId>> {
    // SAFETY: Any number may be asked for. The result has a reference for us. `ProcessId` is transparent
    // over C's object.
    unsafe { owned(bindings::find_get_pid(number).cast()) }
}

/// See [`ProcessId::of`].
#[cfg(not(testlib))]
#[inline]
pub(super) fn process_of(task: &Task) -> Option<ARef<ProcessId>> {
    // SAFETY: The task is alive. C looks under RCU, and takes a reference for us. `ProcessId` is
    // transparent over C's object.
    unsafe { owned(bindings::get_task_pid(task.as_ptr(), bindings::pid_type_PIDTYPE_PID).cast()) }
}

/// See [`ProcessId::task`].
#[cfg(not(testlib))]
#[inline]
pub(super) fn thread_of(id: &ProcessId) -> Option<ARef<Task>> {
    // SAFETY: The object is alive. C looks under RCU, and takes a reference for us. `Task` is transparent
    // over C's object.
    unsafe { owned(bindings::get_pid_task(id.live().get(), bindings::pid_type_PIDTYPE_PID).cast()) }
}

/// A text of a security module's.
///
/// # Invariants
///
/// It was filled by the function that looks a number up, which succeeded.
#[cfg(not(testlib))]
pub(super) struct SecurityText(bindings::rust_secctx);

#[cfg(not(testlib))]
impl SecurityText {
    /// The module's name for a number.
    pub(super) fn from_secid(secid: u32) -> Result<Self> {
        let mut text: bindings::rust_secctx = pin_init::zeroed();
        // SAFETY: The structure may be written.
        to_result(unsafe { bindings::rust_secid_to_secctx(secid, &mut text) })?;
        // INVARIANT: It succeeded.
        Ok(Self(text))
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        if self.0.context.is_null() {
            return &[];
        }
        // It is never more than memory.
        let len = usize::try_from(self.0.len).unwrap_or(0);
        // SAFETY: By the type's invariant the module gave a text of that length, which stays until it
        // is given back.
        unsafe { core::slice::from_raw_parts(self.0.context.cast(), len) }
    }
}

#[cfg(not(testlib))]
impl Drop for SecurityText {
    fn drop(&mut self) {
        // SAFETY: By the type's invariant the text is the module's, and it is given back here alone.
        unsafe { bindings::rust_release_secctx(&mut self.0) };
    }
}
