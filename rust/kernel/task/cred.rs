// SPDX-License-Identifier: GPL-2.0-only

//! Credentials: on whose behalf something is done.
//!
//! C header: [`include/linux/cred.h`](srctree/include/linux/cred.h)
//!
//! # Safety
//!
//! A [`Credential`] is a live `struct cred`, which does not change once it is in use.

#![allow(unsafe_code)]

use super::Kuid;
use crate::{sync::aref::AlwaysRefCounted, types::Opaque};
#[cfg(not(testlib))]
use bindings::live::Live;
use core::ptr::NonNull;

/// The credentials of a task, or those with which a file was opened.
///
/// # Invariants
///
/// Every `Credential` is one of C's, alive as long as it is borrowed, and no longer changed.
///
/// # Examples
///
/// ```
/// use kernel::{cred::Credential, fs::File, sync::aref::ARef};
///
/// /// Keeps the credentials of who opened a file.
/// fn opener(file: &File) -> ARef<Credential> {
///     ARef::from(file.cred())
/// }
/// ```
#[repr(transparent)]
pub struct Credential(Opaque<bindings::cred>);

// SAFETY: Credentials may be released by any task: that is what their count is for.
unsafe impl Send for Credential {}

// SAFETY: Nothing that is read here changes; the count is atomic.
unsafe impl Sync for Credential {}

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

    /// The credentials, for C.
    pub fn as_ptr(&self) -> *const bindings::cred {
        self.0.get()
    }

    /// The credentials, for C's functions that any caller may call.
    #[cfg(not(testlib))]
    #[inline]
    pub(crate) fn live(&self) -> &Live<bindings::cred> {
        // SAFETY: By the type's invariant the credentials are C's; they live while they are borrowed.
        unsafe { Live::from_ptr(self.0.get()) }
    }

    /// The identifier that the security modules have for the credentials; 0 without any.
    pub fn get_secid(&self) -> u32 {
        let mut secid = 0;
        // SAFETY: The credentials are alive, and the number may be written.
        unsafe { bindings::security_cred_getsecid(self.as_ptr(), &mut secid) };
        secid
    }

    /// The effective user.
    pub fn euid(&self) -> Kuid {
        // SAFETY: The credentials are alive and do not change.
        Kuid::from_raw(unsafe { (*self.as_ptr()).euid })
    }
}

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
