// SPDX-License-Identifier: GPL-2.0-only

//! Security modules: what they call things, and what they allow.
//!
//! Without `CONFIG_SECURITY` everything is allowed, and nothing has a name.
//!
//! C header: [`include/linux/security.h`](srctree/include/linux/security.h)

use super::{cred::Credential, raw::SecurityText};
use crate::{
    error::{to_result, Result},
    fs::File,
};

/// Asks whether `mgr` may become the manager of a binder context.
///
/// # Errors
///
/// The error of the module that refuses.
pub fn binder_set_context_mgr(mgr: &Credential) -> Result {
    to_result(bindings::safe::security_binder_set_context_mgr(mgr.live()))
}

/// Asks whether `from` may send a binder transaction to `to`.
///
/// # Errors
///
/// The error of the module that refuses.
pub fn binder_transaction(from: &Credential, to: &Credential) -> Result {
    to_result(bindings::safe::security_binder_transaction(
        from.live(),
        to.live(),
    ))
}

/// Asks whether `from` may send a binder reference to `to`.
///
/// # Errors
///
/// The error of the module that refuses.
pub fn binder_transfer_binder(from: &Credential, to: &Credential) -> Result {
    to_result(bindings::safe::security_binder_transfer_binder(
        from.live(),
        to.live(),
    ))
}

/// Asks whether `from` may send an open file to `to`.
///
/// # Errors
///
/// The error of the module that refuses.
pub fn binder_transfer_file(from: &Credential, to: &Credential, file: &File) -> Result {
    to_result(bindings::safe::security_binder_transfer_file(
        from.live(),
        to.live(),
        file.live(),
    ))
}

/// A name that a security module has for a number of its own.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, security::SecurityCtx};
///
/// match SecurityCtx::from_secid(1) {
///     Ok(name) => {
///         assert_eq!(name.as_bytes().len(), name.len());
///     }
///     // There is no security module that would know.
///     Err(error) => {
///         assert!(error.to_errno() < 0);
///     }
/// }
/// ```
pub struct SecurityCtx {
    text: SecurityText,
}

impl SecurityCtx {
    /// Looks a number up.
    ///
    /// # Errors
    ///
    /// `EOPNOTSUPP` if no module has names, or the module's error.
    ///
    /// # Context
    ///
    /// May sleep: modules allocate.
    pub fn from_secid(secid: u32) -> Result<Self> {
        Ok(Self {
            text: SecurityText::from_secid(secid)?,
        })
    }

    /// Tells whether the name is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes the name has.
    pub fn len(&self) -> usize {
        self.as_bytes().len()
    }

    /// The name. It may end in a NUL byte, as the module likes.
    pub fn as_bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }
}

#[cfg(CONFIG_KUNIT = "y")]
#[allow(unsafe_code, reason = "a suite of KUnit lies in a section of its own")]
#[macros::kunit_tests(rust_kernel_security)]
mod tests {
    use super::{binder_transaction, SecurityCtx};
    use crate::{prelude::*, task::raw};

    #[test]
    fn without_modules_nothing_has_a_name_and_all_is_allowed() {
        if cfg!(CONFIG_SECURITY) {
            return;
        }
        assert_eq!(SecurityCtx::from_secid(0).err(), Some(EOPNOTSUPP));
        let cred = raw::current_cred();
        assert!(binder_transaction(&cred, &cred).is_ok());
    }
}
