// SPDX-License-Identifier: GPL-2.0-only

//! Integers as users write them.

use super::BStr;
use crate::error::{
    code::{EINVAL, ERANGE},
    Result,
};

mod private {
    /// What the parser must know about an integer type.
    pub trait Bounds: Sized {
        /// The largest magnitude of a negative value; zero for unsigned types.
        const MOST_NEGATIVE: u64;

        /// The value of that magnitude and sign, if the type has it.
        fn from_parts(negative: bool, magnitude: u64) -> Option<Self>;
    }
}

/// An integer type that can be read from text.
pub trait ParseInt: private::Bounds + TryFrom<u64> {
    /// Reads an integer in the notation of C and Rust.
    ///
    /// The radix is taken from the prefix: `0x` or `0X` for 16, `0o`, `0O` or a plain `0` for 8,
    /// `0b` or `0B` for 2, otherwise 10. A sign may stand in front, `-` for signed types only.
    /// Nothing may follow.
    ///
    /// # Errors
    ///
    /// [`EINVAL`] for what is no number, [`ERANGE`] for one that the type cannot hold.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::{b_str, prelude::*, str::parse_int::ParseInt};
    ///
    /// assert_eq!(u8::from_str(b_str!("171")), Ok(171));
    /// assert_eq!(i16::from_str(b_str!("-0x7f")), Ok(-127));
    /// assert_eq!(u32::from_str(b_str!("0b101")), Ok(5));
    /// assert_eq!(u32::from_str(b_str!("0755")), Ok(0o755));
    ///
    /// assert_eq!(u8::from_str(b_str!("256")), Err(ERANGE));
    /// assert_eq!(u8::from_str(b_str!("-1")), Err(EINVAL));
    /// assert_eq!(u8::from_str(b_str!("0x")), Err(EINVAL));
    /// ```
    fn from_str(src: &BStr) -> Result<Self> {
        let (negative, digits): (bool, &[u8]) = match &**src {
            [b'-', rest @ ..] if Self::MOST_NEGATIVE > 0 => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            all => (false, all),
        };
        Self::from_parts(negative, magnitude(digits)?).ok_or(ERANGE)
    }
}

/// Reads digits with the prefix of their radix.
fn magnitude(text: &[u8]) -> Result<u64> {
    let (radix, digits) = match text {
        [b'0', b'x' | b'X', rest @ ..] => (16, rest),
        [b'0', b'o' | b'O', rest @ ..] => (8, rest),
        [b'0', b'b' | b'B', rest @ ..] => (2, rest),
        // The zero itself is a digit, should it be the only one.
        [b'0', ..] => (8, text),
        _ => (10, text),
    };
    if digits.is_empty() {
        return Err(EINVAL);
    }
    digits.iter().try_fold(0u64, |value, &byte| {
        let digit = char::from(byte).to_digit(radix).ok_or(EINVAL)?;
        value
            .checked_mul(u64::from(radix))
            .and_then(|value| value.checked_add(u64::from(digit)))
            .ok_or(ERANGE)
    })
}

macro_rules! parse_signed {
    ($($ty:ty),*) => {$(
        impl private::Bounds for $ty {
            const MOST_NEGATIVE: u64 = <$ty>::MIN.unsigned_abs() as u64;

            fn from_parts(negative: bool, magnitude: u64) -> Option<Self> {
                if !negative {
                    return magnitude.try_into().ok();
                }
                // The least value has a magnitude that the type itself cannot hold.
                0i64.checked_sub_unsigned(magnitude)?.try_into().ok()
            }
        }

        impl ParseInt for $ty {}
    )*};
}

macro_rules! parse_unsigned {
    ($($ty:ty),*) => {$(
        impl private::Bounds for $ty {
            const MOST_NEGATIVE: u64 = 0;

            fn from_parts(_negative: bool, magnitude: u64) -> Option<Self> {
                magnitude.try_into().ok()
            }
        }

        impl ParseInt for $ty {}
    )*};
}

parse_signed!(i8, i16, i32, i64, isize);
parse_unsigned!(u8, u16, u32, u64, usize);
