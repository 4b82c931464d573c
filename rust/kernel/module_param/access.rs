// SPDX-License-Identifier: GPL-2.0-only

//! Parameters that are one integer or boolean.
//!
//! # Safety
//!
//! One writer at a time sets the value: C's lock of the module's parameters sees to that.

#![allow(unsafe_code)]

use super::{required, single::Single, ParamAccess, Scalar};
use crate::{
    error::Result,
    ffi::c_void,
    fmt::{self, Write as _},
    str::{CStr, Formatter},
};
use core::ops::Deref;

/// A parameter that is one integer or boolean.
///
/// # Examples
///
/// ```
/// use kernel::module_param::ModuleParamAccess;
///
/// // As `module!` writes it.
/// static LEVEL: ModuleParamAccess<u32> = ModuleParamAccess::new(3);
///
/// assert_eq!(LEVEL.value(), 3);
/// ```
pub struct ModuleParamAccess<T> {
    value: Single<T>,
}

impl<T: Copy> ModuleParamAccess<T> {
    /// A parameter with its default.
    #[doc(hidden)]
    pub const fn new(default: T) -> Self {
        ModuleParamAccess {
            value: Single::new(default),
        }
    }

    /// The address, for C's structure.
    #[doc(hidden)]
    pub const fn as_void_ptr(&self) -> *mut c_void {
        core::ptr::from_ref(self).cast_mut().cast()
    }
}

impl<T: Scalar> ModuleParamAccess<T> {
    /// The value at this moment.
    ///
    /// Where users may write the parameter through sysfs, two calls may see different values: read
    /// it once, where it matters.
    pub fn value(&self) -> T {
        self.value.load()
    }

    /// The value at this moment, in a form that dereferences to it.
    pub fn value_ref(&self) -> Snapshot<T> {
        Snapshot(self.value())
    }
}

/// What a parameter was at one moment.
pub struct Snapshot<T>(T);

impl<T> Deref for Snapshot<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Display> fmt::Display for Snapshot<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

// SAFETY: Reading needs no lock. There is nothing to free.
unsafe impl<T: Scalar> ParamAccess for ModuleParamAccess<T> {
    type Value = T;

    const NOARG: bool = T::WITHOUT_TEXT.is_some();

    const OPS: &'static bindings::kernel_param_ops = T::OPS;

    unsafe fn set(&self, text: Option<&CStr>, _param: &bindings::kernel_param) -> Result {
        let value = match (text, T::WITHOUT_TEXT) {
            (None, Some(value)) => value,
            (text, _) => T::try_from_param_arg(required(text)?)?,
        };
        // SAFETY: The caller promises that nobody else sets the parameter.
        unsafe { self.value.store(value) };
        Ok(())
    }

    fn show(&self, out: &mut Formatter<'_>) -> fmt::Result {
        self.value().show(out)?;
        out.write_char('\n')
    }

    unsafe fn with<R>(&self, f: impl FnOnce(&T) -> R) -> R {
        f(&self.value())
    }
}
