// SPDX-License-Identifier: GPL-2.0-only

//! Assertions that are checked while building, and cost nothing at run time.
//!
//! Three of them, the first that fits is the best:
//!
//! | macro | checked by | may use | fails |
//! |---|---|---|---|
//! | [`static_assert!`] | the compiler | constants; an item, outside of functions too | always, if false |
//! | [`const_assert!`] | the compiler | also generic parameters of its function | if the function is used |
//! | [`build_assert!`] | the optimiser | also values, after inlining | if the compiler cannot *prove* it |
//!
//! [`build_assert!`] needs an optimised build. Where its condition is not provably true, a
//! reference to the symbol `rust_build_error`, which nobody defines, remains in the object file,
//! and linking stops with that name and the name of the function. The functions on the way from the
//! known value to the assertion must be inlined: mark them `#[inline(always)]`.
//!
//! `CONFIG_RUST_BUILD_ASSERT_ALLOW` turns such a reference into a panic at run time. It exists to
//! find out why a condition could not be proven, not for real kernels.
//!
//! # Examples
//!
//! ```
//! use kernel::prelude::*;
//!
//! static_assert!(size_of::<u64>() == 8);
//!
//! fn halves<const N: usize>() -> usize {
//!     const_assert!(N % 2 == 0, "N must be even");
//!     N / 2
//! }
//! assert_eq!(halves::<8>(), 4);
//!
//! #[inline(always)]
//! fn register(offset: usize) -> usize {
//!     build_assert!(offset < 0x100, "beyond the register window");
//!     0x4000 + offset
//! }
//! assert_eq!(register(0x10), 0x4010);
//! ```
//!
//! # Safety
//!
//! This file declares a symbol that must never be defined; no linked program reads it.

#![allow(unsafe_code)]

#[doc(inline)]
pub use crate::{build_assert_macro as build_assert, build_error, const_assert, static_assert};

// SAFETY: Nobody reads it: no object file with a reference to it can be linked.
#[cfg(not(any(CONFIG_RUST_BUILD_ASSERT_ALLOW, testlib)))]
unsafe extern "C" {
    safe static rust_build_error: u8;
}

/// Where [`build_error!`] leads to.
///
/// Inlined on purpose: the reference to the undefined symbol must be in the caller's object file
/// and vanish from it with the call. An evaluation while compiling ends with the message instead.
#[doc(hidden)]
#[inline(always)]
pub const fn build_error_fn(msg: &'static str) -> ! {
    #[cfg(not(any(CONFIG_RUST_BUILD_ASSERT_ALLOW, testlib)))]
    {
        core::intrinsics::const_eval_select((msg,), fail_to_evaluate, fail_to_link)
    }
    #[cfg(any(CONFIG_RUST_BUILD_ASSERT_ALLOW, testlib))]
    panic!("{}", msg)
}

/// A failure that the compiler reports as an error, with the message.
#[cfg(not(any(CONFIG_RUST_BUILD_ASSERT_ALLOW, testlib)))]
const fn fail_to_evaluate(msg: &'static str) -> ! {
    panic!("{}", msg)
}

/// A failure that the linker reports as an undefined symbol.
#[cfg(not(any(CONFIG_RUST_BUILD_ASSERT_ALLOW, testlib)))]
#[inline(always)]
fn fail_to_link(_msg: &'static str) -> ! {
    core::hint::black_box(rust_build_error);
    #[allow(clippy::empty_loop)]
    loop {}
}

/// Refuses to compile unless a constant condition holds.
///
/// An item: it may stand outside of functions. It cannot use generic parameters.
///
/// # Examples
///
/// ```
/// use kernel::prelude::*;
///
/// static_assert!(u8::MAX == 255);
/// static_assert!(align_of::<u16>() == 2, "u16 is not aligned as expected");
/// ```
#[macro_export]
#[doc(hidden)]
macro_rules! static_assert {
    ($condition:expr $(, $arg:literal)? $(,)?) => {
        const _: () = ::core::assert!($condition $(, $arg)?);
    };
}

/// Refuses to compile unless a constant condition, which may use generic parameters, holds.
///
/// Evaluated once per combination of parameters that the program uses.
///
/// # Examples
///
/// ```
/// use kernel::prelude::*;
///
/// fn first<T, const N: usize>(array: [T; N]) -> Option<T> {
///     const_assert!(N > 0, "the array is empty");
///     array.into_iter().next()
/// }
/// assert_eq!(first([3, 1]), Some(3));
/// ```
#[macro_export]
#[doc(hidden)]
macro_rules! const_assert {
    ($condition:expr $(, $arg:literal)? $(,)?) => {
        const { ::core::assert!($condition $(, $arg)?) }
    };
}

/// Fails the build unless the optimiser removes it.
///
/// # Examples
///
/// ```
/// use kernel::prelude::*;
///
/// #[inline(always)]
/// fn width(bits: u32) -> usize {
///     match bits {
///         8 => 1,
///         16 => 2,
///         _ => build_error!("no such width"),
///     }
/// }
/// assert_eq!(width(16), 2);
/// ```
#[macro_export]
#[doc(hidden)]
macro_rules! build_error {
    () => {
        $crate::build_assert::build_error_fn("")
    };
    ($msg:expr) => {
        $crate::build_assert::build_error_fn($msg)
    };
}

/// Fails the build unless the optimiser can prove the condition.
///
/// Prefer [`static_assert!`] and [`const_assert!`]: they do not depend on optimisation. See the
/// [module](crate::build_assert) for how the failure looks like.
///
/// # Examples
///
/// ```
/// use kernel::prelude::*;
///
/// #[inline(always)]
/// fn bit(n: u32) -> u32 {
///     build_assert!(n < 32);
///     1 << n
/// }
/// assert_eq!(bit(4), 16);
/// ```
#[macro_export]
#[doc(hidden)]
macro_rules! build_assert_macro {
    ($cond:expr $(,)?) => {
        if !$cond {
            $crate::build_assert::build_error_fn(::core::concat!(
                "assertion failed: ",
                ::core::stringify!($cond)
            ));
        }
    };
    ($cond:expr, $msg:expr $(,)?) => {
        if !$cond {
            $crate::build_assert::build_error_fn($msg);
        }
    };
}
