// SPDX-License-Identifier: GPL-2.0-only

//! The types that a parameter's value, or an element of one, may have.
//!
//! # Safety
//!
//! A value may change while it is read, so that every access to it is atomic.

#![allow(unsafe_code)]

use super::{operations, ModuleParam, ModuleParamAccess, SharedOperations};
use crate::{
    error::Result,
    fmt::{self, Write as _},
    str::{kstrtobool_bytes, parse_int::ParseInt, BStr, Formatter},
    sync::watch::atomic,
};

/// A type whose values may be read while they are written.
///
/// # Safety
///
/// Loading and storing at the same time is no data race. Unless the type is wider than the
/// processor's atomic accesses, a load sees one of the values that were stored.
#[doc(hidden)]
pub unsafe trait Scalar: ModuleParam + fmt::Display + Send + Sync + 'static {
    /// Whether the parameter may be given without a value, which then is [`WITHOUT_TEXT`].
    ///
    /// [`WITHOUT_TEXT`]: Self::WITHOUT_TEXT
    const WITHOUT_TEXT: Option<Self> = None;

    /// The operations of a parameter of this type, for C.
    const OPS: &'static bindings::kernel_param_ops;

    /// Loads the value.
    ///
    /// # Safety
    ///
    /// `ptr` points to a live value, is aligned for the atomic type, and all concurrent accesses
    /// are atomic.
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

macro_rules! shared_operations {
    ($ty:ty) => {
        const OPS: &'static bindings::kernel_param_ops = {
            static OPS: SharedOperations = SharedOperations(operations::<ModuleParamAccess<$ty>>());
            &OPS.0
        };
    };
}

macro_rules! atomically {
    ($ty:ty, $atomic:ident) => {
        #[inline]
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
            shared_operations!($ty);

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

/// 64 bits where the processor moves 32 at a time.
#[cfg(not(target_has_atomic = "64"))]
macro_rules! wide_integers {
    ($($ty:ident;)*) => {$(
        impl ModuleParam for $ty {
            fn try_from_param_arg(arg: &BStr) -> Result<Self> {
                <$ty as ParseInt>::from_str(arg.strip_suffix(b"\n").unwrap_or(arg))
            }
        }

        // SAFETY: Each half is accessed atomically.
        unsafe impl Scalar for $ty {
            shared_operations!($ty);

            #[inline]
            unsafe fn load(ptr: *mut $ty) -> $ty {
                let halves = [0, 1].map(|half| {
                    // SAFETY: The caller promises what `from_ptr` asks for, and there are two
                    // halves.
                    unsafe { u32::load(ptr.cast::<u32>().add(half)) }
                });
                zerocopy::transmute!(halves)
            }

            unsafe fn store(ptr: *mut $ty, value: $ty) {
                let halves: [u32; 2] = zerocopy::transmute!(value);
                for (half, value) in halves.into_iter().enumerate() {
                    // SAFETY: The caller promises what `from_ptr` asks for, and there are two
                    // halves.
                    unsafe { u32::store(ptr.cast::<u32>().add(half), value) };
                }
            }
        }
    )*};
}

#[cfg(not(target_has_atomic = "64"))]
wide_integers! {
    i64;
    u64;
}

impl ModuleParam for bool {
    fn try_from_param_arg(arg: &BStr) -> Result<Self> {
        kstrtobool_bytes(arg)
    }
}

// SAFETY: A `bool` is one byte, as its atomic counterpart.
unsafe impl Scalar for bool {
    const WITHOUT_TEXT: Option<Self> = Some(true);

    shared_operations!(bool);

    atomically!(bool, AtomicBool);

    fn show(self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_char(if self { 'Y' } else { 'N' })
    }
}
