// SPDX-License-Identifier: GPL-2.0-only

//! Read-copy-update whose readers may sleep.
//!
//! C header: [`include/linux/srcu.h`](srctree/include/linux/srcu.h)
//!
//! # Safety
//!
//! An [`Srcu`] is initialised and stays where it is until nobody reads. A [`Guard`] stands for one
//! reader, and ends it.

#![allow(unsafe_code)]

use super::LockClassKey;
use crate::{
    error::{to_result, Error},
    ffi::c_int,
    str::{CStr, CStrExt as _},
    types::NotThreadSafe,
};
use bindings::live::Live;
use core::pin::Pin;
use pin_init::{pin_data, pinned_drop, try_pin_init, PinInit};

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
/// # Invariants
///
/// `inner` was initialised by `init_srcu_struct()`.
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
#[pin_data(PinnedDrop)]
pub struct Srcu {
    #[pin]
    inner: Live<bindings::srcu_struct>,
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
        // INVARIANT: `init_srcu_struct()` runs on the field.
        try_pin_init!(Self {
            // SAFETY: `init_srcu_struct()` writes the whole object, or leaves nothing behind. The name
            // and the key live forever, and a `LockClassKey` is known to lockdep.
            inner <- unsafe {
                Live::try_init(|slot| to_result(
                    bindings::init_srcu_struct_with_key(slot, name.as_char_ptr(), key.as_ptr())
                ))
            },
        }? Error)
    }

    /// Begins a read-side critical section, which the guard ends. They nest.
    ///
    /// # Context
    ///
    /// Any but NMI. The section may sleep.
    #[inline]
    pub fn read_lock(&self) -> Guard<'_> {
        // SAFETY: By the type's invariant the domain is initialised.
        let index = unsafe { bindings::srcu_read_lock(self.inner.get()) };
        // INVARIANT: The section was just begun.
        Guard {
            srcu: self,
            index,
            _not_send: NotThreadSafe,
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

#[pinned_drop]
impl PinnedDrop for Srcu {
    #[inline]
    fn drop(self: Pin<&mut Self>) {
        // No guard borrows the domain, but one may have been forgotten, and then C would give up on
        // the domain before it has stopped its own work on it.
        self.synchronize_expedited();
        // SAFETY: By the type's invariant the domain is initialised. There is no reader, and none can
        // begin. It is not used afterwards.
        unsafe { bindings::cleanup_srcu_struct(self.inner.get()) };
    }
}

// SAFETY: A domain is bound to no thread.
unsafe impl Send for Srcu {}

// SAFETY: C's functions order themselves.
unsafe impl Sync for Srcu {}

/// While it lives, the task is a reader of the domain.
///
/// # Invariants
///
/// The task that has it is in a read-side critical section of `srcu`, with the index `index`, which
/// belongs to this value.
#[must_use = "if unused, the lock will be immediately unlocked"]
pub struct Guard<'a> {
    srcu: &'a Srcu,
    index: c_int,
    _not_send: NotThreadSafe,
}

impl Guard<'_> {
    /// Ends the critical section.
    #[inline]
    pub fn unlock(self) {}
}

impl Drop for Guard<'_> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: By the type's invariant the task is in this section, which ends here and nowhere
        // else; the domain is borrowed, thus initialised.
        unsafe { bindings::srcu_read_unlock(self.srcu.inner.get(), self.index) };
    }
}
