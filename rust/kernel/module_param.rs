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
//!
//! # Safety
//!
//! The operations that C calls get a [`KernelParam`] whose `arg` points to the access type that the
//! operations were made for: [`__param`] puts both in together.

#![allow(unsafe_code)]

mod access;
mod array;
mod callback;
mod latch;
mod scalar;
mod single;
mod string;
#[cfg(CONFIG_KUNIT = "y")]
mod tests;

pub use self::access::{ModuleParamAccess, Snapshot};
pub use self::array::{ArrayParam, ArrayValue};
pub use self::callback::{Callback, ParamCallback};
#[doc(hidden)]
pub use self::scalar::Scalar;
pub use self::string::{StringParam, StringValue};

use crate::{
    error::{
        code::{EINVAL, EOVERFLOW},
        from_result, Result,
    },
    ffi::{c_char, c_int, c_void},
    fmt,
    str::{BStr, CStr, CStrExt as _, Formatter},
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

/// What stores a parameter's value.
///
/// # Safety
///
/// - Reading the value is safe at any time.
/// - [`FREE`](Self::FREE) takes a pointer to `Self`.
#[doc(hidden)]
pub unsafe trait ParamAccess: Sized + Sync + 'static {
    /// What a callback gets to see.
    type Value: ?Sized;

    /// Whether the parameter may be given without `=value`.
    const NOARG: bool = false;

    /// What C calls when the module goes.
    const FREE: Option<unsafe extern "C" fn(*mut c_void)> = None;

    /// The operations for C.
    const OPS: &'static bindings::kernel_param_ops = &operations::<Self>();

    /// Sets the value from a text, or from none.
    ///
    /// # Safety
    ///
    /// Nobody else sets this parameter at the same time. `param` is the parameter's own.
    unsafe fn set(&self, text: Option<&CStr>, param: &bindings::kernel_param) -> Result;

    /// Writes the value as users read it.
    fn show(&self, out: &mut Formatter<'_>) -> fmt::Result;

    /// Lends the value to a function.
    ///
    /// # Safety
    ///
    /// Nobody else sets this parameter at the same time.
    unsafe fn with<R>(&self, f: impl FnOnce(&Self::Value) -> R) -> R;
}

/// The operations of a type of parameter.
const fn operations<A: ParamAccess>() -> bindings::kernel_param_ops {
    bindings::kernel_param_ops {
        flags: if A::NOARG {
            bindings::KERNEL_PARAM_OPS_FL_NOARG
        } else {
            0
        },
        set: Some(set::<A>),
        get: Some(get::<A>),
        free: A::FREE,
    }
}

/// Operations that are made once, here, and that all modules refer to.
struct SharedOperations(bindings::kernel_param_ops);

// SAFETY: They are never written, and point to functions.
unsafe impl Sync for SharedOperations {}

/// How much of the page that sysfs gives may be written: it complains about a page filled to its end.
// The type of the constant is not the same in all kernels.
#[allow(clippy::unnecessary_cast)]
const ROOM: usize = bindings::PAGE_SIZE as usize - 1;

/// Sets a parameter; C's `param_set_*()`.
///
/// # Safety
///
/// `val` is null or a C string; `param` is a parameter whose `arg` points to an `A`. The caller
/// holds the lock of the module's parameters, or is the only one to know of them.
unsafe extern "C" fn set<A: ParamAccess>(
    val: *const c_char,
    param: *const bindings::kernel_param,
) -> c_int {
    // SAFETY: By the contract of this function, which `kernel/params.c` keeps. The string is not changed
    // while C calls.
    let (access, param, text) = unsafe {
        let text = (!val.is_null()).then(|| CStr::from_char_ptr(val));
        (&*(*param).__bindgen_anon_1.arg.cast::<A>(), &*param, text)
    };
    from_result(|| {
        // SAFETY: C holds the lock of the module's parameters, or runs before anybody else.
        unsafe { access.set(text, param) }.map(|()| 0)
    })
}

/// Shows a parameter; C's `param_get_*()`. Returns the length of the text.
///
/// # Safety
///
/// `buffer` has room for a page; `param` is a parameter whose `arg` points to an `A`.
unsafe extern "C" fn get<A: ParamAccess>(
    buffer: *mut c_char,
    param: *const bindings::kernel_param,
) -> c_int {
    // SAFETY: By the contract of this function, which `kernel/params.c` keeps. The page was initialised by
    // sysfs.
    let (access, page) = unsafe {
        let access = &*(*param).__bindgen_anon_1.arg.cast::<A>();
        let page = core::slice::from_raw_parts_mut(buffer.cast::<u8>(), ROOM);
        (access, page)
    };
    from_result(|| {
        let mut out = Formatter::new(page);
        access.show(&mut out).map_err(|_| EOVERFLOW)?;
        Ok(c_int::try_from(out.bytes_written())?)
    })
}

/// The entry of a parameter in the table that the kernel's parser reads.
#[repr(transparent)]
#[doc(hidden)]
pub struct KernelParam(bindings::kernel_param);

// SAFETY: C reads the entry, and what it points to takes care of concurrency itself: `ParamAccess`
// is `Sync`.
unsafe impl Sync for KernelParam {}

impl KernelParam {
    /// Wraps C's structure.
    pub const fn new(val: bindings::kernel_param) -> Self {
        KernelParam(val)
    }
}

/// Makes the table's entry for a parameter.
///
/// `name` begins with `module.` if the module is built in.
#[doc(hidden)]
pub const fn __param<A: ParamAccess>(
    name: &'static CStr,
    module: *mut bindings::module,
    access: &'static A,
    perm: u16,
) -> KernelParam {
    KernelParam::new(bindings::kernel_param {
        name: crate::str::as_char_ptr_in_const_context(name),
        mod_: module,
        ops: A::OPS,
        perm,
        // Not for the early rounds of parsing; C's `module_param()` says the same.
        level: -1,
        flags: 0,
        __bindgen_anon_1: bindings::kernel_param__bindgen_ty_1 {
            arg: core::ptr::from_ref(access).cast_mut().cast(),
        },
    })
}

/// The text of a parameter that needs one.
fn required(text: Option<&CStr>) -> Result<&BStr> {
    text.map(AsRef::as_ref).ok_or(EINVAL)
}
