// SPDX-License-Identifier: GPL-2.0-only

//! Credentials: on whose behalf something is done.
//!
//! C header: [`include/linux/cred.h`](srctree/include/linux/cred.h)

use bindings::live::Live;

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
pub struct Credential(Live<bindings::cred>);

impl Credential {
    /// The credentials, for C.
    pub fn as_ptr(&self) -> *const bindings::cred {
        self.0.get()
    }

    /// The credentials, for C's functions that any caller may call.
    #[cfg(not(testlib))]
    #[inline]
    pub(crate) fn live(&self) -> &Live<bindings::cred> {
        &self.0
    }
}
