// SPDX-License-Identifier: GPL-2.0-only

//! Integers and booleans as users read and write them.

use super::{Show, Store};
use crate::{
    build_assert::build_assert,
    error::{code::EINVAL, Result},
    fmt,
    str::{parse_int::ParseInt, BStr},
    sync::atomic::{internal::AtomicBasicOps, Atomic, AtomicFlag, AtomicType, Relaxed},
};
use core::ops::RangeInclusive;

/// The integer types that can be in an [`Atomic`].
// The functions are not generic, nor are those that show and store variables: they are in the image, and
// modules have no copies.
pub trait Number: AtomicType + PartialOrd {
    /// Reads an integer, without the white space around it.
    fn parse(text: &[u8]) -> Result<Self>;

    /// Writes an integer.
    fn show(self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

macro_rules! numbers {
    ($($ty:ty),*) => {$(
        impl Number for $ty {
            #[inline(never)]
            fn parse(text: &[u8]) -> Result<Self> {
                <$ty as ParseInt>::from_str(BStr::from_bytes(text.trim_ascii())).map_err(|_| EINVAL)
            }

            #[inline(never)]
            fn show(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{self}")
            }
        }

        impl Ranged<$ty> {
            /// An integer that is never out of `bounds`, for a static. One that is out of them at first
            /// does not compile.
            #[inline(always)]
            pub const fn constant(value: $ty, bounds: RangeInclusive<$ty>) -> Self {
                build_assert!(
                    *bounds.start() <= value && value <= *bounds.end(),
                    "the value is out of its bounds"
                );
                // INVARIANT: Just looked at.
                Self {
                    value: Atomic::new(value),
                    bounds,
                }
            }
        }

        impl Show for Ranged<$ty> {
            #[inline(never)]
            fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Number::show(self.get(), f)
            }
        }

        impl Store for Ranged<$ty> {
            fn store(&self, text: &str) -> Result {
                self.store_bytes(text.as_bytes())
            }

            #[inline(never)]
            fn store_bytes(&self, line: &[u8]) -> Result {
                self.set(Number::parse(line)?)
            }
        }

        impl Show for Atomic<$ty> {
            #[inline(never)]
            fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Number::show(self.load(Relaxed), f)
            }
        }

        impl Store for Atomic<$ty> {
            fn store(&self, text: &str) -> Result {
                self.store_bytes(text.as_bytes())
            }

            #[inline(never)]
            fn store_bytes(&self, line: &[u8]) -> Result {
                self.store(Number::parse(line)?, Relaxed);
                Ok(())
            }
        }
    )*};
}

numbers!(i8, i16, i32, i64, isize, u32, u64, usize);

/// Reads `0` or `1`, without the white space around it.
fn parse_bool(text: &str) -> Result<bool> {
    match text.trim_ascii() {
        "0" => Ok(false),
        "1" => Ok(true),
        _ => Err(EINVAL),
    }
}

/// An integer between two bounds.
///
/// # Examples
///
/// ```
/// use kernel::{fs::value::Ranged, prelude::*};
///
/// let level = Ranged::new(3i32, 0..=7)?;
/// level.set(5)?;
/// assert_eq!(level.set(8), Err(EINVAL));
/// assert_eq!(level.get(), 5);
/// # Ok::<(), Error>(())
/// ```
///
/// # Invariants
///
/// `value` is in `bounds`.
pub struct Ranged<T: AtomicType> {
    value: Atomic<T>,
    bounds: RangeInclusive<T>,
}

impl<T: Number> Ranged<T>
where
    T::Repr: AtomicBasicOps,
{
    /// An integer that is never out of `bounds`.
    ///
    /// # Errors
    ///
    /// `EINVAL` if `value` is.
    pub fn new(value: T, bounds: RangeInclusive<T>) -> Result<Self> {
        if !bounds.contains(&value) {
            return Err(EINVAL);
        }
        // INVARIANT: Just looked at.
        Ok(Self {
            value: Atomic::new(value),
            bounds,
        })
    }

    /// The value at this moment. Two calls may see different values: read it once, where it matters.
    ///
    /// # Context
    ///
    /// Any. This is a relaxed load: it says nothing about other variables.
    pub fn get(&self) -> T {
        self.value.load(Relaxed)
    }

    /// Changes the value.
    ///
    /// # Errors
    ///
    /// `EINVAL` if `value` is out of bounds.
    ///
    /// # Context
    ///
    /// Any.
    pub fn set(&self, value: T) -> Result {
        if !self.bounds.contains(&value) {
            return Err(EINVAL);
        }
        // INVARIANT: Just looked at.
        self.value.store(value, Relaxed);
        Ok(())
    }

    /// The bounds.
    pub fn bounds(&self) -> &RangeInclusive<T> {
        &self.bounds
    }
}

macro_rules! boolean {
    ($($ty:ty),*) => {$(
        impl Show for $ty {
            fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(if self.load(Relaxed) { "1" } else { "0" })
            }
        }

        impl Store for $ty {
            fn store(&self, text: &str) -> Result {
                self.store(parse_bool(text)?, Relaxed);
                Ok(())
            }
        }
    )*};
}

boolean!(Atomic<bool>, AtomicFlag);
