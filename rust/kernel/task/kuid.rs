// SPDX-License-Identifier: GPL-2.0-only

//! Users.
//!
//! C header: [`include/linux/uidgid.h`](srctree/include/linux/uidgid.h)

use super::raw;

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
}

impl PartialEq for Kuid {
    #[inline]
    fn eq(&self, other: &Kuid) -> bool {
        raw::same_user(self.kuid, other.kuid)
    }
}

impl Eq for Kuid {}
