// SPDX-License-Identifier: GPL-2.0-only

//! Parameters that are a string.
//!
//! # Safety
//!
//! A string that users may replace is only looked at under the lock of the module's parameters,
//! since C frees the old one under that lock.

#![allow(unsafe_code)]

use super::{Free, Held, ParamAccess, Setting};
use crate::{
    error::{code::EINVAL, to_result, Result},
    ffi::c_char,
    fmt::{self, Write as _},
    str::{as_char_ptr_in_const_context, CStr, CStrExt as _, Formatter},
    sync::{
        atomic::{Acquire, Atomic, Release},
        watch::{
            self,
            atomic::{AtomicPtr, Ordering},
        },
    },
    types::NotThreadSafe,
};
use core::{cell::UnsafeCell, ops::Deref};

/// A parameter that is a string of up to 1024 bytes: C's `charp`.
///
/// # Examples
///
/// ```
/// use kernel::{module_param::StringParam, prelude::*};
///
/// // As `module!` writes it.
/// static NAME: StringParam = StringParam::new(c"eth0");
///
/// assert_eq!(&*NAME.value(), c"eth0");
/// pr_info!("using {}\n", NAME.value());
/// ```
///
/// # Invariants
///
/// - `current` points to a C string, and C alone writes it, in [`ParamAccess::set`]. Older trees let go of the
///   old string before they have memory for the new one: it is null then, which stands for the default.
/// - If `stage` is `FIXED`, it is never written again. If it is `LOCKED`, it is written only
///   under the lock of the parameters of `module`.
// The pointer comes first: C's functions get the address of the whole for that of the pointer.
#[repr(C)]
pub struct StringParam {
    current: UnsafeCell<*const c_char>,
    default: &'static CStr,
    module: AtomicPtr<bindings::module>,
    stage: Atomic<i32>,
}

/// Nobody has set the parameter: it is its default.
const UNSET: i32 = 0;
/// It was set, and users cannot do it again.
const FIXED: i32 = 1;
/// It was set, and users can do it again.
const LOCKED: i32 = 2;

// SAFETY: The pointer is read when nobody writes it: see the type's invariants.
unsafe impl Sync for StringParam {}

impl StringParam {
    /// A parameter with its default.
    #[doc(hidden)]
    pub const fn new(default: &'static CStr) -> Self {
        // INVARIANT: The default is a C string.
        StringParam {
            current: UnsafeCell::new(as_char_ptr_in_const_context(default)),
            default,
            module: AtomicPtr::new(core::ptr::null_mut()),
            stage: Atomic::new(UNSET),
        }
    }

    /// The value.
    ///
    /// If users may write the parameter through sysfs and did so, then this takes the lock of the
    /// module's parameters until the result is dropped: drop it soon, and do not ask for another in
    /// the meantime. A parameter that users cannot write is read without a lock.
    ///
    /// # Context
    ///
    /// May sleep if the parameter's permissions allow users to write it.
    pub fn value(&self) -> StringValue<'_> {
        let lock = match self.stage.load(Acquire) {
            UNSET => {
                return StringValue {
                    text: self.default,
                    lock: None,
                    _not_send: NotThreadSafe,
                }
            }
            FIXED => None,
            _ => Some(ParamLock::new(self.module.load(Ordering::Relaxed))),
        };
        // SAFETY: By the type's invariants the pointer is written no more, or not while the lock is
        // held.
        let text = unsafe { self.current() };
        StringValue {
            text,
            lock,
            _not_send: NotThreadSafe,
        }
    }

    /// The string that the pointer points to.
    ///
    /// # Safety
    ///
    /// The pointer must not be written while the result lives.
    unsafe fn current(&self) -> &CStr {
        watch::reads(self.current.get());
        // SAFETY: The caller promises that nobody writes it.
        let text = unsafe { *self.current.get() };
        if text.is_null() {
            return self.default;
        }
        // SAFETY: By the type's invariant it points to a C string, as it is not null; the caller promises
        // that it stays.
        unsafe { CStr::from_char_ptr(text) }
    }
}

/// The lock of a module's parameters, held.
struct ParamLock(*mut bindings::module);

impl ParamLock {
    /// Takes the lock of a module, or of all built-in code. May sleep.
    fn new(module: *mut bindings::module) -> Self {
        // SAFETY: The pointer is null for built-in code, or that of the module which the caller's
        // parameter is part of, and which therefore is alive.
        unsafe { bindings::kernel_param_lock(module) };
        ParamLock(module)
    }
}

impl Drop for ParamLock {
    fn drop(&mut self) {
        // SAFETY: The lock was taken when this value was made, by the same task: what holds it
        // cannot be sent to another.
        unsafe { bindings::kernel_param_unlock(self.0) };
    }
}

/// The value of a [`StringParam`]. It dereferences to a [`CStr`].
pub struct StringValue<'a> {
    text: &'a CStr,
    #[expect(dead_code, reason = "held for its destructor")]
    lock: Option<ParamLock>,
    _not_send: NotThreadSafe,
}

impl Deref for StringValue<'_> {
    type Target = CStr;

    fn deref(&self) -> &CStr {
        self.text
    }
}

impl fmt::Display for StringValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.text, f)
    }
}

impl ParamAccess for StringParam {
    type Value = CStr;

    // SAFETY: `param_free_charp()` takes a pointer to the string's pointer, which is where the struct begins.
    const FREE: Free<Self> = unsafe { Free::by(bindings::param_free_charp) };

    fn set(param: &mut Setting<'_, Self>, text: Option<&CStr>) -> Result {
        let text = text.ok_or(EINVAL)?;
        let entry = param.entry();
        let writable = entry.perm & 0o222 != 0;
        if writable {
            // INVARIANT: From now on readers take the lock, which the caller holds for the writing
            // below. A reader that saw the stage before uses the default, which is never freed.
            param.module.store(entry.mod_, Ordering::Relaxed);
            param.stage.store(LOCKED, Release);
        }
        // SAFETY: The entry's `arg` points to the string's pointer, with which the struct begins, and nobody
        // else sets it. Both the entry and the text outlive the call, which copies the text or, early during
        // boot, keeps the command line's own, which stays.
        to_result(unsafe { bindings::param_set_charp(text.as_char_ptr(), entry) })?;
        if !writable {
            // INVARIANT: The permissions leave no other way of writing than the command line, which
            // is read before anything of the module runs.
            param.stage.store(FIXED, Release);
        }
        Ok(())
    }

    fn show(param: Held<'_, Self>, out: &mut Formatter<'_>) -> fmt::Result {
        // C holds the lock while it shows a parameter, so that `value()` would wait for itself.
        Self::with(param, |text| out.write_bytes(text.to_bytes()))?;
        out.write_char('\n')
    }

    fn with<R>(param: Held<'_, Self>, f: impl FnOnce(&CStr) -> R) -> R {
        // SAFETY: Nobody sets the parameter, so that nobody writes the pointer.
        f(unsafe { param.current() })
    }
}

#[cfg(CONFIG_KUNIT = "y")]
#[macros::kunit_tests(rust_kernel_module_param)]
mod tests {
    use super::*;
    use crate::{
        ffi::c_int,
        module_param::{__param, KernelParam},
    };
    use core::ptr;

    static FIXED: StringParam = StringParam::new(c"fixed");
    static FIXED_ENTRY: KernelParam = __param(c"fixed", ptr::null_mut(), &FIXED, 0o444);

    static OPEN: StringParam = StringParam::new(c"open");
    static OPEN_ENTRY: KernelParam = __param(c"open", ptr::null_mut(), &OPEN, 0o644);

    /// Sets a string parameter as the kernel's parser does.
    fn set(entry: &KernelParam, text: &CStr) -> c_int {
        match StringParam::OPS.as_raw().set {
            // SAFETY: The entry is that of a string parameter, which only the case that runs knows.
            Some(set) => unsafe { set(text.as_ptr().cast(), &entry.0) },
            None => EINVAL.to_errno(),
        }
    }

    #[test]
    fn string_that_users_cannot_write() {
        assert_eq!(set(&FIXED_ENTRY, c"one"), 0);
        assert_eq!(set(&FIXED_ENTRY, c"two"), 0);
        assert_eq!(&*FIXED.value(), c"two");
    }

    /// As trees leave it that had no memory for it.
    #[test]
    fn string_that_c_let_go_of() {
        static LOST: StringParam = StringParam::new(c"default");
        // SAFETY: Nobody else knows of the parameter.
        unsafe { *LOST.current.get() = ptr::null() };
        LOST.stage.store(super::FIXED, Release);
        assert_eq!(&*LOST.value(), c"default");
    }

    #[test]
    fn string_that_users_can_write() {
        assert_eq!(set(&OPEN_ENTRY, c"one"), 0);
        // Each takes C's lock and gives it back.
        assert_eq!(&*OPEN.value(), c"one");
        assert_eq!(set(&OPEN_ENTRY, c"two"), 0);
        assert_eq!(&*OPEN.value(), c"two");
    }
}
