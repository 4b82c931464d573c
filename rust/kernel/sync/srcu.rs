// SPDX-License-Identifier: GPL-2.0-only

//! Read-copy-update whose readers may sleep.
//!
//! C header: [`include/linux/srcu.h`](srctree/include/linux/srcu.h)

use super::{
    raw::{SrcuDomain, SrcuSection},
    LockClassKey,
};
use crate::{error::Error, str::CStr};
use core::pin::Pin;
use pin_init::{pin_data, try_pin_init, PinInit};

/// Makes an [`Srcu`] with a class of its own for each place in the code.
///
/// Takes a name for lockdep, which is the place in the code if left out.
#[doc(hidden)]
#[macro_export]
macro_rules! new_srcu {
    ($($name:literal)?) => {
        $crate::sync::Srcu::new(
            $crate::optional_name!($($name)?),
            $crate::static_lock_class!(),
        )
    };
}
pub use new_srcu;

/// A domain of readers for which a writer can wait.
///
/// As with [RCU](super::rcu), readers take no lock, and whoever removes something waits until those
/// have ended that may still use it. Readers may sleep here, and only those of this domain are waited
/// for.
///
/// Dropping it waits for its readers: for ever, if the guard of one was forgotten.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, sync::{srcu::new_srcu, Arc, Srcu}};
///
/// let domain = Arc::pin_init(new_srcu!("users"), GFP_KERNEL)?;
///
/// let reader = domain.read_lock();
/// // Here may be a look at what a writer removes, even for long.
/// reader.unlock();
///
/// // No reader is left that had begun before.
/// domain.synchronize();
/// # Ok::<(), Error>(())
/// ```
#[repr(transparent)]
#[pin_data]
pub struct Srcu {
    #[pin]
    inner: SrcuDomain,
}

impl Srcu {
    /// Makes a domain without readers. [`new_srcu!`] fills in the arguments.
    ///
    /// # Errors
    ///
    /// `ENOMEM`.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn new(name: &'static CStr, key: Pin<&'static LockClassKey>) -> impl PinInit<Self, Error> {
        try_pin_init!(Self {
            inner <- SrcuDomain::new(name, key),
        }? Error)
    }

    /// Begins a read-side critical section, which the guard ends. They nest.
    ///
    /// # Context
    ///
    /// Any but NMI. The section may sleep.
    #[inline]
    pub fn read_lock(&self) -> Guard<'_> {
        Guard {
            _section: SrcuSection::begin(&self.inner),
        }
    }

    /// Waits until all read-side critical sections of the domain have ended that had begun before.
    ///
    /// # Context
    ///
    /// May sleep. Must not be called in a section of the same domain: that waits forever.
    #[inline]
    pub fn synchronize(&self) {
        bindings::safe::synchronize_srcu(&self.inner);
    }

    /// As [`synchronize`](Srcu::synchronize), sooner, at the expense of other processors.
    ///
    /// # Context
    ///
    /// May sleep. Must not be called in a section of the same domain: that waits forever.
    #[inline]
    pub fn synchronize_expedited(&self) {
        bindings::safe::synchronize_srcu_expedited(&self.inner);
    }
}

/// While it lives, the task is a reader of the domain.
#[must_use = "if unused, the lock will be immediately unlocked"]
pub struct Guard<'a> {
    _section: SrcuSection<'a>,
}

impl Guard<'_> {
    /// Ends the critical section.
    #[inline]
    pub fn unlock(self) {}
}
