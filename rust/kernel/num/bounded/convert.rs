// SPDX-License-Identifier: GPL-2.0-only

//! Conversions between bounded and primitive integers, where the widths allow them.

use super::{Bounded, Integer};
use crate::num::Unsigned;
use pin_init::Zeroable;

/// A bounded integer of `M` bits or more.
pub trait AtLeast<const M: u32> {}

/// A bounded integer of `M` bits or less.
pub trait AtMost<const M: u32> {}

macro_rules! impl_widths {
    ($trait:ident<$m:literal>: $($n:literal)*) => {
        $(impl<T: Integer> $trait<$m> for Bounded<T, $n> {})*
    };
    ([$($a:literal)*] [$($b:literal)*] [$($c:literal)*] [$($d:literal)*]) => {
        impl_widths!(AtLeast<8>: 8 $($b)* $($c)* $($d)*);
        impl_widths!(AtLeast<16>: 16 $($c)* $($d)*);
        impl_widths!(AtLeast<32>: 32 $($d)*);
        impl_widths!(AtLeast<64>: 64);
        impl_widths!(AtMost<8>: $($a)*);
        impl_widths!(AtMost<16>: $($a)* $($b)*);
        impl_widths!(AtMost<32>: $($a)* $($b)* $($c)*);
        impl_widths!(AtMost<64>: $($a)* $($b)* $($c)* $($d)*);
    };
}

impl_widths!(
    [1 2 3 4 5 6 7 8]
    [9 10 11 12 13 14 15 16]
    [17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32]
    [33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63
     64]
);

macro_rules! impl_primitive {
    ($($type:ty: $bits:literal),* $(,)?) => {$(
        impl<T, const N: u32> From<$type> for Bounded<T, N>
        where
            Self: AtLeast<$bits>,
            T: Integer<Signedness = <$type as Integer>::Signedness>,
        {
            #[inline(always)]
            fn from(value: $type) -> Self {
                // INVARIANT: All values of the type fit into its bits.
                Bounded::<$type, $bits>::assume(value).retype::<T>().extend()
            }
        }

        impl<T, const N: u32> From<Bounded<T, N>> for $type
        where
            Bounded<T, N>: AtMost<$bits>,
            T: Integer<Signedness = <$type as Integer>::Signedness>,
        {
            #[inline(always)]
            fn from(value: Bounded<T, N>) -> Self {
                value.retype::<$type>().get()
            }
        }
    )*};
}

impl_primitive!(u8: 8, u16: 16, u32: 32, u64: 64, i8: 8, i16: 16, i32: 32, i64: 64);

#[cfg(CONFIG_64BIT)]
impl_primitive!(usize: 64, isize: 64);

#[cfg(not(CONFIG_64BIT))]
impl_primitive!(usize: 32, isize: 32);

impl<T> From<Bounded<T, 1>> for bool
where
    T: Integer<Signedness = Unsigned> + Zeroable,
{
    #[inline(always)]
    fn from(value: Bounded<T, 1>) -> Self {
        value.get() != pin_init::zeroed()
    }
}

impl<T, const N: u32> From<bool> for Bounded<T, N>
where
    T: Integer<Signedness = Unsigned> + From<bool>,
{
    #[inline(always)]
    fn from(value: bool) -> Self {
        // INVARIANT: Zero and one fit into a single bit.
        Self::assume(T::from(value))
    }
}

impl<T> Bounded<T, 1>
where
    T: Integer<Signedness = Unsigned> + Zeroable,
{
    /// Whether the bit is set.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::num::Bounded;
    ///
    /// assert!(Bounded::<u8, 1>::new::<1>().into_bool());
    /// assert_eq!(Bounded::<u32, 1>::from(false).get(), 0);
    /// ```
    #[inline(always)]
    pub fn into_bool(self) -> bool {
        self.into()
    }
}
