// SPDX-License-Identifier: GPL-2.0-only

//! Integers: bounds, casts that lose nothing, bits, and sizes.
//!
//! | module | what it holds |
//! |---|---|
//! | [`bounded`] | integers of which only some bits are used |
//! | [`bitfield`] | structures whose fields are ranges of bits |
//! | [`bits`] | single bits and masks |
//! | [`casts`] | casts that cannot lose anything on this kernel |
//! | [`sizes`] | powers of two with names |
//!
//! `/` and `%` of 64-bit numbers work on every processor, by function calls where it divides
//! shorter ones only:
//!
//! ```
//! use core::hint::black_box;
//!
//! for (dividend, divisor, quotient, remainder) in [
//!     (u64::MAX, 10, 1_844_674_407_370_955_161, 5),
//!     (u64::MAX, 1 << 33, (1 << 31) - 1, (1 << 33) - 1),
//!     (1 << 40, u64::MAX, 0, 1 << 40),
//! ] {
//!     assert_eq!(black_box(dividend) / black_box(divisor), quotient);
//!     assert_eq!(black_box(dividend) % black_box(divisor), remainder);
//! }
//!
//! for (dividend, divisor, quotient, remainder) in [
//!     (-7_i64, 2, -3, -1),
//!     (7, -2, -3, 1),
//!     (-7, -2, 3, -1),
//!     (i64::MIN, 1 << 34, -(1 << 29), 0),
//!     (i64::MAX, i64::MIN, 0, i64::MAX),
//! ] {
//!     assert_eq!(black_box(dividend) / black_box(divisor), quotient);
//!     assert_eq!(black_box(dividend) % black_box(divisor), remainder);
//! }
//! ```

pub mod bitfield;
pub mod bits;
pub mod bounded;
pub mod casts;
pub mod sizes;

pub use self::bounded::*;

use core::ops;

/// Marks the integers that are never negative.
pub enum Unsigned {}

/// Marks the integers that may be negative.
pub enum Signed {}

/// What all primitive integers can do.
///
/// # Examples
///
/// ```
/// use kernel::num::{Integer, Unsigned};
///
/// fn low_half<T: Integer<Signedness = Unsigned>>(value: T) -> T {
///     (value << (T::BITS / 2)) >> (T::BITS / 2)
/// }
/// assert_eq!(low_half(0xabcd_u16), 0xcd);
/// ```
pub trait Integer:
    private::Sealed
    + Sized
    + Copy
    + Clone
    + PartialEq
    + Eq
    + PartialOrd
    + Ord
    + ops::Add<Output = Self>
    + ops::AddAssign
    + ops::Sub<Output = Self>
    + ops::SubAssign
    + ops::Mul<Output = Self>
    + ops::MulAssign
    + ops::Div<Output = Self>
    + ops::DivAssign
    + ops::Rem<Output = Self>
    + ops::RemAssign
    + ops::BitAnd<Output = Self>
    + ops::BitAndAssign
    + ops::BitOr<Output = Self>
    + ops::BitOrAssign
    + ops::BitXor<Output = Self>
    + ops::BitXorAssign
    + ops::Shl<u32, Output = Self>
    + ops::ShlAssign<u32>
    + ops::Shr<u32, Output = Self>
    + ops::ShrAssign<u32>
    + ops::Not
{
    /// [`Unsigned`] or [`Signed`].
    type Signedness;

    /// The width in bits.
    const BITS: u32;
}

pub(crate) mod private {
    /// Implemented by the primitive integers alone.
    pub trait Sealed: Sized {
        /// The value, sign-extended to 128 bits.
        fn widen(self) -> i128;

        /// The low bits of a value.
        fn truncate(wide: i128) -> Self;
    }
}

macro_rules! impl_integer {
    ($($type:ty: $signedness:ty),* $(,)?) => {$(
        impl private::Sealed for $type {
            #[inline(always)]
            fn widen(self) -> i128 {
                self as i128
            }

            #[inline(always)]
            fn truncate(wide: i128) -> Self {
                wide as Self
            }
        }

        impl Integer for $type {
            type Signedness = $signedness;

            const BITS: u32 = <$type>::BITS;
        }
    )*};
}

impl_integer!(
    u8: Unsigned,
    u16: Unsigned,
    u32: Unsigned,
    u64: Unsigned,
    u128: Unsigned,
    usize: Unsigned,
    i8: Signed,
    i16: Signed,
    i32: Signed,
    i64: Signed,
    i128: Signed,
    isize: Signed,
);
