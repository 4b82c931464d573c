// SPDX-License-Identifier: GPL-2.0-only

//! Users.
//!
//! C header: [`include/linux/uidgid.h`](srctree/include/linux/uidgid.h)
//!
//! # Safety
//!
//! A user is a number: there is nothing to own.

#![allow(unsafe_code)]

/// A user, by the kernel's own number, which does not depend on a namespace.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, task::Kuid};
///
/// // The kernel's own threads are root's.
/// let user = Kuid::current_euid();
/// assert!(user == current!().uid());
/// assert_eq!(user.into_uid_in_current_ns(), 0);
/// ```
#[derive(Copy, Clone)]
pub struct Kuid {
    kuid: bindings::kuid_t,
}

impl Kuid {
    /// The user whose rights the current task has.
    #[inline]
    pub fn current_euid() -> Kuid {
        // SAFETY: The credentials of the current task are its own to read.
        Self::from_raw(unsafe { bindings::current_euid() })
    }

    /// Wraps what C has.
    #[inline]
    pub fn from_raw(kuid: bindings::kuid_t) -> Self {
        Kuid { kuid }
    }

    /// The user, for C.
    #[inline]
    pub fn into_raw(self) -> bindings::kuid_t {
        self.kuid
    }

    /// The user's number as the current task's namespace has it; that of nobody (65534) if it has
    /// none.
    #[inline]
    pub fn into_uid_in_current_ns(self) -> bindings::uid_t {
        // SAFETY: The current task keeps its namespace alive during the call.
        unsafe { bindings::from_kuid_munged(bindings::current_user_ns(), self.kuid) }
    }
}

impl PartialEq for Kuid {
    #[inline]
    fn eq(&self, other: &Kuid) -> bool {
        // SAFETY: The function compares two numbers.
        unsafe { bindings::uid_eq(self.kuid, other.kuid) }
    }
}

impl Eq for Kuid {}
