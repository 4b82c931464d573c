// SPDX-License-Identifier: GPL-2.0-only

//! Parameters that are one integer or boolean.

use super::{required, single::Single, Held, Operations, ParamAccess, Scalar, Setting};
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

impl<T: Scalar> ParamAccess for ModuleParamAccess<T> {
    type Value = T;

    const NOARG: bool = T::WITHOUT_TEXT.is_some();

    const OPS: Operations<Self> = T::OPS;

    fn set(param: &mut Setting<'_, Self>, text: Option<&CStr>) -> Result {
        let value = match (text, T::WITHOUT_TEXT) {
            (None, Some(value)) => value,
            (text, _) => T::try_from_param_arg(required(text)?)?,
        };
        param.value.store(value);
        Ok(())
    }

    fn show(param: Held<'_, Self>, out: &mut Formatter<'_>) -> fmt::Result {
        param.value().show(out)?;
        out.write_char('\n')
    }

    fn with<R>(param: Held<'_, Self>, f: impl FnOnce(&T) -> R) -> R {
        f(&param.value())
    }
}
