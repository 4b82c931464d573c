// SPDX-License-Identifier: GPL-2.0-only

//! Casts that cannot lose anything.
//!
//! `From` covers casts that are lossless on every machine that Rust knows, and does not know that
//! a kernel's `usize` has at least 32 and at most 64 bits. What an `as` would do silently wrong
//! after a type was changed does not compile here.
//!
//! | form | for |
//! |---|---|
//! | [`IntoSafeCast`], [`FromSafeCast`] | values, on every kernel |
//! | [`arch`] | values, on kernels with words of one size |
//! | `u32_as_usize()` and its sisters | the same in constants |
//! | `usize_into_u8::<N>()` and its sisters | constants that happen to fit into a smaller type |
//!
//! # Examples
//!
//! ```
//! use kernel::num::casts::{u32_as_usize, usize_into_u16, IntoSafeCast};
//!
//! let index: u32 = 7;
//! let index: usize = index.into_safe_cast();
//! assert_eq!(index, 7);
//!
//! const ENTRIES: usize = u32_as_usize(48);
//! const LAST: u16 = usize_into_u16::<{ ENTRIES - 1 }>();
//! assert_eq!(LAST, 47);
//! ```

use crate::build_assert::const_assert;

macro_rules! impl_safe_as {
    ($from:ident as { $($to:ident),* }) => {macros::paste! {$(
        #[doc = concat!("Casts a [`", stringify!($from), "`] to a [`", stringify!($to), "`].")]
        #[doc = "Nothing is lost."]
        #[inline(always)]
        pub const fn [<$from _as_ $to>](value: $from) -> $to {
            const_assert!(size_of::<$to>() >= size_of::<$from>(), "the cast loses bits");
            value as $to
        }
    )*}};
}

impl_safe_as!(u8 as { u16, u32, u64, usize });
impl_safe_as!(u16 as { u32, u64, usize });
impl_safe_as!(u32 as { u64, usize });
impl_safe_as!(usize as { u64 });

/// A type that has all values of `T`, on every kernel.
///
/// Only for pairs that `From` does not know.
pub trait FromSafeCast<T> {
    /// Casts the value. Nothing is lost.
    fn from_safe_cast(value: T) -> Self;
}

impl FromSafeCast<usize> for u64 {
    #[inline(always)]
    fn from_safe_cast(value: usize) -> Self {
        usize_as_u64(value)
    }
}

impl FromSafeCast<u32> for usize {
    #[inline(always)]
    fn from_safe_cast(value: u32) -> Self {
        u32_as_usize(value)
    }
}

/// The other direction of [`FromSafeCast`].
pub trait IntoSafeCast<T> {
    /// Casts the value. Nothing is lost.
    fn into_safe_cast(self) -> T;
}

impl<S, T> IntoSafeCast<T> for S
where
    T: FromSafeCast<S>,
{
    #[inline(always)]
    fn into_safe_cast(self) -> T {
        T::from_safe_cast(self)
    }
}

macro_rules! impl_const_into {
    ($from:ident => { $($to:ident),* }) => {macros::paste! {$(
        #[doc = concat!("The constant `N` as a [`", stringify!($to), "`].")]
        #[doc = "Does not compile if it does not fit."]
        #[inline(always)]
        pub const fn [<$from _into_ $to>]<const N: $from>() -> $to {
            const_assert!(N <= <$to>::MAX as $from, "the constant does not fit into the type");
            N as $to
        }
    )*}};
}

impl_const_into!(usize => { u8, u16, u32 });
impl_const_into!(u64 => { u8, u16, u32 });
impl_const_into!(u32 => { u8, u16 });
impl_const_into!(u16 => { u8 });

/// Casts that cannot lose anything on a kernel with words of the size that this one has.
///
/// Code that uses them builds on such kernels only.
pub mod arch {
    /// As [`FromSafeCast`](super::FromSafeCast), on this kernel.
    pub trait FromSafeCastArch<T> {
        /// Casts the value. Nothing is lost.
        fn from_safe_cast_arch(value: T) -> Self;
    }

    /// The other direction of [`FromSafeCastArch`].
    pub trait IntoSafeCastArch<T> {
        /// Casts the value. Nothing is lost.
        fn into_safe_cast_arch(self) -> T;
    }

    impl<S, T> IntoSafeCastArch<T> for S
    where
        T: FromSafeCastArch<S>,
    {
        #[inline(always)]
        fn into_safe_cast_arch(self) -> T {
            T::from_safe_cast_arch(self)
        }
    }

    /// Casts a [`u64`] to a [`usize`], which has as many bits here.
    #[cfg(CONFIG_64BIT)]
    #[inline(always)]
    pub const fn u64_as_usize(value: u64) -> usize {
        crate::build_assert::const_assert!(usize::BITS == u64::BITS);
        value as usize
    }

    #[cfg(CONFIG_64BIT)]
    impl FromSafeCastArch<u64> for usize {
        #[inline(always)]
        fn from_safe_cast_arch(value: u64) -> Self {
            u64_as_usize(value)
        }
    }

    /// Casts a [`usize`] to a [`u32`], which has as many bits here.
    #[cfg(not(CONFIG_64BIT))]
    #[inline(always)]
    pub const fn usize_as_u32(value: usize) -> u32 {
        crate::build_assert::const_assert!(usize::BITS == u32::BITS);
        value as u32
    }

    #[cfg(not(CONFIG_64BIT))]
    impl FromSafeCastArch<usize> for u32 {
        #[inline(always)]
        fn from_safe_cast_arch(value: usize) -> Self {
            usize_as_u32(value)
        }
    }
}
