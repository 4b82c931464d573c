// SPDX-License-Identifier: GPL-2.0-only

//! Single bits, and masks of adjacent ones.
//!
//! Each comes in two forms: one whose argument is known while building, and which does not build if
//! that is out of range; and a `checked` one for values of the run time.
//!
//! C header: [`include/linux/bits.h`](srctree/include/linux/bits.h)
//!
//! # Examples
//!
//! ```
//! use kernel::bits::{bit_u32, checked_bit_u32, genmask_checked_u16, genmask_u16};
//!
//! const ENABLE: u32 = bit_u32(31);
//! assert_eq!(ENABLE, 0x8000_0000);
//! assert_eq!(checked_bit_u32(32), None);
//!
//! const CHANNEL: u16 = genmask_u16(4..=7);
//! assert_eq!(CHANNEL, 0xf0);
//! assert_eq!(genmask_checked_u16(4..=16), None);
//! ```

use crate::build_assert::build_assert;
use core::ops::RangeInclusive;

macro_rules! impl_bits {
    ($($type:ident),*) => {macros::paste! {$(
        #[doc = concat!("Bit `n` of a [`", stringify!($type), "`], or `None` if it has no such bit.")]
        #[inline]
        pub const fn [<checked_bit_ $type>](n: u32) -> Option<$type> {
            <$type>::checked_shl(1, n)
        }

        #[doc = concat!("Bit `n` of a [`", stringify!($type), "`].")]
        ///
        /// Does not build unless the compiler sees that there is such a bit.
        #[inline(always)]
        pub const fn [<bit_ $type>](n: u32) -> $type {
            build_assert!(n < <$type>::BITS, "the type has no such bit");
            1 << n
        }

        #[doc = concat!("The bits of a range of a [`", stringify!($type), "`], or `None`")]
        /// if the range ends before it starts or the type has fewer bits.
        #[inline]
        pub const fn [<genmask_checked_ $type>](range: RangeInclusive<u32>) -> Option<$type> {
            let (start, end) = (*range.start(), *range.end());
            if start > end || end >= <$type>::BITS {
                return None;
            }
            Some((<$type>::MAX << start) & (<$type>::MAX >> (<$type>::BITS - 1 - end)))
        }

        #[doc = concat!("The bits of a range of a [`", stringify!($type), "`].")]
        ///
        /// Does not build unless the compiler sees that the type has these bits.
        #[inline(always)]
        pub const fn [<genmask_ $type>](range: RangeInclusive<u32>) -> $type {
            let (start, end) = (*range.start(), *range.end());
            build_assert!(start <= end, "the range ends before it starts");
            build_assert!(end < <$type>::BITS, "the type has no such bit");
            (<$type>::MAX << start) & (<$type>::MAX >> (<$type>::BITS - 1 - end))
        }
    )*}};
}

impl_bits!(u8, u16, u32, u64);
