// SPDX-License-Identifier: GPL-2.0-only

//! Namespaces of process numbers.
//!
//! C header: [`include/linux/pid_namespace.h`](srctree/include/linux/pid_namespace.h)
//!
//! # Safety
//!
//! A `&PidNamespace` is that of a live `struct pid_namespace`.

#![allow(unsafe_code)]

use crate::sync::aref::AlwaysRefCounted;
use bindings::live::Live;
use core::ptr::NonNull;

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

// SAFETY: C frees a namespace when its count reaches zero, and does not move it; the initial one is
// never freed. There is no way to own a `PidNamespace` but through its count.
unsafe impl AlwaysRefCounted for PidNamespace {
    #[inline]
    fn inc_ref(&self) {
        bindings::safe::get_pid_ns(&self.inner);
    }

    #[inline]
    unsafe fn dec_ref(obj: NonNull<PidNamespace>) {
        // SAFETY: The caller owns a reference and gives it up.
        unsafe { bindings::put_pid_ns(obj.cast().as_ptr()) };
    }
}

// SAFETY: A namespace may be released by any task: that is what its count is for.
unsafe impl Send for PidNamespace {}

// SAFETY: The count is atomic, and nothing else is used.
unsafe impl Sync for PidNamespace {}
