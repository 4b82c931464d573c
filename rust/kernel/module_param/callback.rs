// SPDX-License-Identifier: GPL-2.0-only

//! Parameters that tell when they were set.

use super::{Free, Held, ParamAccess, Setting};
use crate::{
    error::Result,
    fmt,
    str::{CStr, Formatter},
};
use core::{marker::PhantomData, ops::Deref};

/// What is called when a parameter was set.
///
/// [`module!`](crate::prelude::module) implements it for a function given as `callback`.
#[doc(hidden)]
pub trait ParamCallback<T: ?Sized> {
    /// The parameter has this value now.
    fn changed(value: &T) -> Result;
}

/// A parameter whose setting is followed by a call.
///
/// The call comes after each successful setting: from the command line, that is before the module's
/// `init` runs, and from sysfs, at any time then. Its error becomes that of the setting; the value
/// stays.
///
/// # Context
///
/// The callback may sleep. It runs with the lock of the module's parameters held, so that it must
/// not wait for somebody who sets or reads one, nor call `value()` of a `charp` parameter.
///
/// # Examples
///
/// ```
/// use kernel::{module_param::*, prelude::*};
///
/// // As `module!` writes it.
/// struct OnLevel;
///
/// impl ParamCallback<u8> for OnLevel {
///     fn changed(level: &u8) -> Result {
///         pr_info!("level {} from now on\n", *level);
///         Ok(())
///     }
/// }
///
/// static LEVEL: Callback<ModuleParamAccess<u8>, OnLevel> = Callback::new(ModuleParamAccess::new(1));
///
/// assert_eq!(LEVEL.value(), 1);
/// ```
// Transparent: C's pointer serves for both.
#[repr(transparent)]
pub struct Callback<A, F> {
    access: A,
    _callback: PhantomData<fn() -> F>,
}

impl<A, F> Callback<A, F> {
    /// Wraps a parameter.
    #[doc(hidden)]
    pub const fn new(access: A) -> Self {
        Callback {
            access,
            _callback: PhantomData,
        }
    }
}

impl<A, F> Deref for Callback<A, F> {
    type Target = A;

    fn deref(&self) -> &A {
        &self.access
    }
}

impl<A: ParamAccess, F: ParamCallback<A::Value> + 'static> ParamAccess for Callback<A, F> {
    type Value = A::Value;

    const NOARG: bool = A::NOARG;
    const FREE: Free<Self> = A::FREE.wrapped();

    fn set(param: &mut Setting<'_, Self>, text: Option<&CStr>) -> Result {
        A::set(&mut param.wrapped(), text)?;
        A::with(param.held().wrapped(), F::changed)
    }

    fn show(param: Held<'_, Self>, out: &mut Formatter<'_>) -> fmt::Result {
        A::show(param.wrapped(), out)
    }

    fn with<R>(param: Held<'_, Self>, f: impl FnOnce(&A::Value) -> R) -> R {
        A::with(param.wrapped(), f)
    }
}
