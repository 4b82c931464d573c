// SPDX-License-Identifier: GPL-2.0-only

//! The types that a parameter's value, or an element of one, may have.
//!
//! # Safety
//!
//! A value may change while it is read, so that every access to it is atomic.

#![allow(unsafe_code)]

use super::{
    operations::{Operations, SharedOperations},
    ModuleParam, ModuleParamAccess,
};
use crate::{
    error::Result,
    fmt::{self, Write as _},
    str::{kstrtobool_bytes, parse_int::ParseInt, BStr, Formatter},
    sync::watch::atomic,
};
use core::{cell::UnsafeCell, marker::PhantomData};

/// A type whose values may be read while they are written.
///
/// # Safety
///
/// Loading and storing at the same time is no data race, and no more than an alignment of eight bytes is
/// wanted. Unless the type is wider than the processor's atomic accesses, a load sees one of the values that
/// were stored.
#[doc(hidden)]
pub unsafe trait Scalar: ModuleParam + fmt::Display + Send + Sync + 'static {
    /// Whether the parameter may be given without a value, which then is [`WITHOUT_TEXT`].
    ///
    /// [`WITHOUT_TEXT`]: Self::WITHOUT_TEXT
    const WITHOUT_TEXT: Option<Self> = None;

    /// The operations of a parameter of this type, for C.
    const OPS: Operations<ModuleParamAccess<Self>>;

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
        const OPS: Operations<ModuleParamAccess<Self>> = {
            static OPS: SharedOperations<ModuleParamAccess<$ty>> = SharedOperations::new();
            Operations::shared(&OPS)
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

/// Values that may change while they are read, each on its own.
// Aligned for the widest atomic type, which on some processors is more than the integer is.
#[doc(hidden)]
#[repr(C, align(8))]
pub struct Values<T, const N: usize>(UnsafeCell<[T; N]>);

// SAFETY: All access to the values is atomic.
unsafe impl<T: Sync, const N: usize> Sync for Values<T, N> {}

impl<T, const N: usize> Values<T, N> {
    /// Values to begin with.
    pub const fn new(values: [T; N]) -> Self {
        Values(UnsafeCell::new(values))
    }

    /// Where a value is, if there can be such a value.
    #[inline]
    pub fn place(&self, index: usize) -> Option<Place<'_, T>> {
        // INVARIANT: It is in the array. It is aligned as the struct is, or as its own size if that is less.
        (index < N).then(|| Place(self.0.get().cast::<T>().wrapping_add(index), PhantomData))
    }

    /// Where the first value is.
    #[cfg(target_has_atomic = "64")]
    #[inline]
    pub fn first(&self) -> Place<'_, T> {
        const { assert!(N > 0) };
        // INVARIANT: There is one, which is aligned as the struct is.
        Place(self.0.get().cast::<T>(), PhantomData)
    }
}

/// Where one of several [`Values`] is.
///
/// # Invariants
///
/// There is a value, aligned for its atomic type, of which every access is atomic.
#[doc(hidden)]
pub struct Place<'a, T>(*mut T, PhantomData<&'a T>);

impl<T: Scalar> Place<'_, T> {
    /// The value at this moment.
    #[inline]
    pub fn load(self) -> T {
        // SAFETY: By the type's invariant.
        unsafe { T::load(self.0) }
    }

    /// Changes the value.
    #[inline]
    pub fn store(self, value: T) {
        // SAFETY: By the type's invariant.
        unsafe { T::store(self.0, value) }
    }
}
