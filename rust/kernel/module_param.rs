// SPDX-License-Identifier: GPL-2.0-only

//! Parameters of modules.
//!
//! [`module!`](crate::prelude::module) declares them; users set them when they load the module
//! (`insmod x.ko level=3`), on the kernel's command line (`x.level=3`) for a built-in one, and,
//! where the parameter's permissions allow it, at any time through `/sys/module/x/parameters/`.
//!
//! | in `module!` | type of the static | text |
//! |---|---|---|
//! | an integer type, `bool` | [`ModuleParamAccess`] | as [`ParseInt`](crate::str::parse_int::ParseInt) and [`kstrtobool`](crate::str::kstrtobool) read it |
//! | `charp` | [`StringParam`] | up to 1024 bytes |
//! | `[T; N]` | [`ArrayParam`] | values separated by commas |
//! | any, with `callback` | [`Callback`] around one of those | |
//!
//! All are read by `value()`. Text that is no value of the type is refused with `EINVAL`, a number
//! that the type cannot hold with `ERANGE`, a string that is too long with `ENOSPC`: the same as in
//! C.
//!
//! C header: [`include/linux/moduleparam.h`](srctree/include/linux/moduleparam.h)

mod access;
mod array;
mod callback;
mod latch;
mod operations;
mod scalar;
mod single;
mod string;

pub use self::access::{ModuleParamAccess, Snapshot};
pub use self::array::{ArrayParam, ArrayValue};
pub use self::callback::{Callback, ParamCallback};
#[doc(hidden)]
pub use self::operations::{__param, Free, Held, KernelParam, Operations, ParamAccess, Setting};
#[doc(hidden)]
pub use self::scalar::{Place, Scalar, Values};
pub use self::string::{StringParam, StringValue};

use crate::{
    error::{code::EINVAL, Result},
    str::{BStr, CStr},
};

/// A type that can be read from the text of a parameter.
pub trait ModuleParam: Sized + Copy {
    /// Reads a value; a newline at the end, as `echo` writes it, does not count.
    ///
    /// # Errors
    ///
    /// [`EINVAL`] for what is no value of the type, [`ERANGE`](crate::error::code::ERANGE) for a
    /// number that the type cannot hold.
    fn try_from_param_arg(arg: &BStr) -> Result<Self>;
}

/// The text of a parameter that needs one.
fn required(text: Option<&CStr>) -> Result<&BStr> {
    text.map(AsRef::as_ref).ok_or(EINVAL)
}
