// SPDX-License-Identifier: GPL-2.0-only

//! Classes of locks, for the lock validator.
//!
//! C header: [`include/linux/lockdep.h`](srctree/include/linux/lockdep.h)
//!
//! # Safety
//!
//! A [`LockClassKey`] is static memory of an image or a module, which lockdep knows by its address,
//! or is registered from its initialisation until it is dropped.

#![allow(unsafe_code)]

use crate::types::Opaque;
use core::pin::Pin;
use pin_init::{pin_data, pin_init, pinned_drop, PinInit};

/// What the locks of a class have in common for the lock validator (lockdep).
///
/// All locks that one place in the code makes are usually of one class; [`static_lock_class!`] gives
/// such a place its key. Without `CONFIG_LOCKDEP` a key takes no memory.
///
/// # Invariants
///
/// Either the key lives in static memory and is never dropped, or it is registered.
///
/// # Examples
///
/// A key that is made at run time, for locks whose class depends on data:
///
/// ```
/// use kernel::{prelude::*, sync::LockClassKey};
///
/// let key = KBox::pin_init(LockClassKey::new_dynamic(), GFP_KERNEL)?;
/// assert!(!key.as_ptr().is_null());
/// # Ok::<(), Error>(())
/// ```
#[repr(transparent)]
#[pin_data(PinnedDrop)]
pub struct LockClassKey {
    #[pin]
    inner: Opaque<bindings::lock_class_key>,
}

// SAFETY: A key is bound to no thread; lockdep has locks of its own.
unsafe impl Send for LockClassKey {}

// SAFETY: Rust code only takes the address; lockdep has locks of its own.
unsafe impl Sync for LockClassKey {}

impl LockClassKey {
    /// Makes a key for a `static`. Use [`static_lock_class!`].
    ///
    /// # Safety
    ///
    /// The result is stored in a `static`, and is never dropped.
    pub const unsafe fn new_static() -> Self {
        // INVARIANT: The caller's promise. Lockdep takes zeroes, and fills them in.
        LockClassKey {
            inner: Opaque::zeroed(),
        }
    }

    /// Makes a key that is registered with lockdep until it is dropped.
    ///
    /// # Context
    ///
    /// Dropping it may sleep: it waits for those who look the key up.
    #[inline]
    pub fn new_dynamic() -> impl PinInit<Self> {
        // INVARIANT: `lockdep_register_key()` runs on the field.
        pin_init!(Self {
            // SAFETY: The memory of an initialiser's slot is no static object, and the object is
            // pinned until `drop()` unregisters it.
            inner <- Opaque::ffi_init(|slot| unsafe { bindings::lockdep_register_key(slot) }),
        })
    }

    /// The key, for C.
    #[inline]
    pub fn as_ptr(&self) -> *mut bindings::lock_class_key {
        self.inner.get()
    }

    /// Pins a key that is static, and so does not move.
    #[doc(hidden)]
    #[inline]
    pub fn pin_static(key: &'static Self) -> Pin<&'static Self> {
        // SAFETY: What is borrowed forever never moves and is never dropped.
        unsafe { Pin::new_unchecked(key) }
    }
}

#[pinned_drop]
impl PinnedDrop for LockClassKey {
    #[inline]
    fn drop(self: Pin<&mut Self>) {
        // SAFETY: A key that is dropped is no static one; by the type's invariant it is registered.
        // All locks of the class are gone: they borrow the key as `'static`.
        unsafe { bindings::lockdep_unregister_key(self.as_ptr()) };
    }
}

/// The class of the locks that are made at this place in the code.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, sync::{static_lock_class, Arc, SpinLock}};
///
/// fn new_counter() -> impl PinInit<SpinLock<u32>> {
///     SpinLock::new(0, c"counter", static_lock_class!())
/// }
///
/// let counter = KBox::pin_init(new_counter(), GFP_KERNEL)?;
/// *counter.lock() += 1;
/// # Ok::<(), Error>(())
/// ```
#[macro_export]
macro_rules! static_lock_class {
    () => {{
        static CLASS: $crate::sync::LockClassKey =
            // SAFETY: This is a static.
            unsafe { $crate::sync::LockClassKey::new_static() };
        $crate::sync::LockClassKey::pin_static(&CLASS)
    }};
}
pub use static_lock_class;

/// The name of a lock: the given one, or else the place in the code.
///
/// lockdep tells names apart by their addresses. A literal in a generic function has one in each crate
/// that uses the function; a static is in one place, as the class beside it is.
#[doc(hidden)]
#[macro_export]
macro_rules! optional_name {
    () => {
        $crate::optional_name!(@at ::core::concat!(::core::file!(), ":", ::core::line!()))
    };
    ($name:literal) => {
        $crate::optional_name!(@at $name)
    };
    (@at $name:expr) => {{
        static NAME: &$crate::str::CStr = $crate::c_str!($name);
        NAME
    }};
}
