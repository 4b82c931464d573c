// SPDX-License-Identifier: GPL-2.0-only

//! Parameters that are one integer or boolean.
//!
//! # Safety
//!
//! A value may change while it is read, so that every access to it is atomic.

#![allow(unsafe_code)]

use super::{required, ModuleParam, ParamAccess};
use crate::{
    error::Result,
    ffi::c_void,
    fmt::{self, Write as _},
    str::{kstrtobool_bytes, parse_int::ParseInt, BStr, CStr, Formatter},
};
use core::{cell::UnsafeCell, ops::Deref, sync::atomic};

/// A type of which a value is loaded and stored in one piece.
///
/// # Safety
///
/// The type has no padding and an atomic counterpart of the same size.
#[doc(hidden)]
pub unsafe trait Scalar: ModuleParam + fmt::Display + Send + Sync + 'static {
    /// Whether the parameter may be given without a value, which then is [`WITHOUT_TEXT`].
    ///
    /// [`WITHOUT_TEXT`]: Self::WITHOUT_TEXT
    const WITHOUT_TEXT: Option<Self> = None;

    /// Loads the value.
    ///
    /// # Safety
    ///
    /// `ptr` points to a live value, is aligned for the atomic type, and all concurrent accesses are
    /// atomic.
    unsafe fn load(ptr: *mut Self) -> Self;

    /// Stores a value.
    ///
    /// # Safety
    ///
    /// As for [`load`](Self::load).
    unsafe fn store(ptr: *mut Self, value: Self);

    /// Writes the value as users read it, without a newline.
    fn show(self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_fmt(fmt::fmt!("{}", self))
    }
}

macro_rules! atomically {
    ($ty:ty, $atomic:ident) => {
        unsafe fn load(ptr: *mut $ty) -> $ty {
            // SAFETY: The caller promises what `from_ptr` asks for.
            unsafe { atomic::$atomic::from_ptr(ptr) }.load(atomic::Ordering::Relaxed)
        }

        unsafe fn store(ptr: *mut $ty, value: $ty) {
            // SAFETY: The caller promises what `from_ptr` asks for.
            unsafe { atomic::$atomic::from_ptr(ptr) }.store(value, atomic::Ordering::Relaxed)
        }
    };
}

macro_rules! integers {
    ($($ty:ident, $atomic:ident;)*) => {$(
        impl ModuleParam for $ty {
            fn try_from_param_arg(arg: &BStr) -> Result<Self> {
                <$ty as ParseInt>::from_str(arg.strip_suffix(b"\n").unwrap_or(arg))
            }
        }

        // SAFETY: An integer has no padding, and its atomic counterpart has its size.
        unsafe impl Scalar for $ty {
            atomically!($ty, $atomic);
        }
    )*};
}

integers! {
    i8, AtomicI8;
    u8, AtomicU8;
    i16, AtomicI16;
    u16, AtomicU16;
    i32, AtomicI32;
    u32, AtomicU32;
    isize, AtomicIsize;
    usize, AtomicUsize;
}

#[cfg(target_has_atomic = "64")]
integers! {
    i64, AtomicI64;
    u64, AtomicU64;
}

impl ModuleParam for bool {
    fn try_from_param_arg(arg: &BStr) -> Result<Self> {
        kstrtobool_bytes(arg)
    }
}

// SAFETY: A `bool` is one byte, as its atomic counterpart.
unsafe impl Scalar for bool {
    const WITHOUT_TEXT: Option<Self> = Some(true);

    atomically!(bool, AtomicBool);

    fn show(self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_char(if self { 'Y' } else { 'N' })
    }
}

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
// Aligned for the widest atomic type, which on some processors is more than the integer is.
#[repr(C, align(8))]
pub struct ModuleParamAccess<T> {
    value: UnsafeCell<T>,
}

// SAFETY: All access to the value is atomic, as `Scalar` demands.
unsafe impl<T: Sync> Sync for ModuleParamAccess<T> {}

impl<T> ModuleParamAccess<T> {
    /// A parameter with its default.
    #[doc(hidden)]
    pub const fn new(default: T) -> Self {
        ModuleParamAccess {
            value: UnsafeCell::new(default),
        }
    }

    /// The address, for C's structure.
    #[doc(hidden)]
    pub const fn as_void_ptr(&self) -> *mut c_void {
        self.value.get().cast()
    }
}

impl<T: Scalar> ModuleParamAccess<T> {
    /// The value at this moment.
    ///
    /// Where users may write the parameter through sysfs, two calls may see different values: read it
    /// once, where it matters.
    pub fn value(&self) -> T {
        // SAFETY: The value is alive, and aligned as the struct is; every access is atomic.
        unsafe { T::load(self.value.get()) }
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

// SAFETY: Reading is atomic. There is nothing to free.
unsafe impl<T: Scalar> ParamAccess for ModuleParamAccess<T> {
    type Value = T;

    const NOARG: bool = T::WITHOUT_TEXT.is_some();

    unsafe fn set(&self, text: Option<&CStr>, _param: &bindings::kernel_param) -> Result {
        let value = match (text, T::WITHOUT_TEXT) {
            (None, Some(value)) => value,
            (text, _) => T::try_from_param_arg(required(text)?)?,
        };
        // SAFETY: As in `value()`.
        unsafe { T::store(self.value.get(), value) };
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
