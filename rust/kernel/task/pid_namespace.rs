// SPDX-License-Identifier: GPL-2.0-only

//! Namespaces of process numbers.
//!
//! C header: [`include/linux/pid_namespace.h`](srctree/include/linux/pid_namespace.h)

use bindings::live::Live;

/// A namespace of process numbers.
///
/// # Invariants
///
/// Every `PidNamespace` is one of C's, alive as long as it is borrowed.
///
/// # Examples
///
/// ```
/// use kernel::prelude::*;
///
/// let task = current!();
/// let mine = task.active_pid_ns().ok_or(ESRCH)?;
/// let theirs = task.get_pid_ns().ok_or(ESRCH)?;
/// assert!(core::ptr::eq(mine, &*theirs));
/// // The kernel's own threads are in the initial namespace.
/// assert_eq!(task.tgid_nr_ns(Some(mine)), task.tgid());
/// assert_eq!(task.tgid_nr_ns(None), task.tgid());
/// # Ok::<(), Error>(())
/// ```
#[repr(transparent)]
pub struct PidNamespace {
    inner: Live<bindings::pid_namespace>,
}

impl PidNamespace {
    /// The namespace, for C.
    #[inline]
    pub fn as_ptr(&self) -> *mut bindings::pid_namespace {
        self.inner.get()
    }

    /// The namespace, for C's functions that any caller may call.
    #[inline]
    pub(super) fn live(&self) -> &Live<bindings::pid_namespace> {
        &self.inner
    }
}
