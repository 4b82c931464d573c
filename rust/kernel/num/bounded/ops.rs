// SPDX-License-Identifier: GPL-2.0-only

//! Comparison and arithmetic of bounded integers.
//!
//! A result may need more bits than its operands, so that it is a plain integer.

use super::{Bounded, Integer};
use core::{cmp::Ordering, ops};

impl<T, U, const N: u32, const M: u32> PartialEq<Bounded<U, M>> for Bounded<T, N>
where
    T: Integer,
    U: Integer,
    T: PartialEq<U>,
{
    #[inline(always)]
    fn eq(&self, other: &Bounded<U, M>) -> bool {
        self.0 == other.0
    }
}

impl<T, const N: u32> Eq for Bounded<T, N> where T: Integer {}

impl<T, U, const N: u32, const M: u32> PartialOrd<Bounded<U, M>> for Bounded<T, N>
where
    T: Integer,
    U: Integer,
    T: PartialOrd<U>,
{
    #[inline(always)]
    fn partial_cmp(&self, other: &Bounded<U, M>) -> Option<Ordering> {
        self.0.partial_cmp(&other.0)
    }
}

impl<T, const N: u32> Ord for Bounded<T, N>
where
    T: Integer,
    T: Ord,
{
    #[inline(always)]
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl<T, const N: u32> PartialEq<T> for Bounded<T, N>
where
    T: Integer,
    T: PartialEq,
{
    #[inline(always)]
    fn eq(&self, other: &T) -> bool {
        self.0 == *other
    }
}

impl<T, const N: u32> PartialOrd<T> for Bounded<T, N>
where
    T: Integer,
    T: PartialOrd,
{
    #[inline(always)]
    fn partial_cmp(&self, other: &T) -> Option<Ordering> {
        self.0.partial_cmp(other)
    }
}

macro_rules! impl_binary {
    ($($trait:ident $function:ident),* $(,)?) => {$(
        impl<T, const N: u32, const M: u32> ops::$trait<Bounded<T, M>> for Bounded<T, N>
        where
            T: Integer,
            T: ops::$trait<Output = T>,
        {
            type Output = T;

            #[inline(always)]
            fn $function(self, rhs: Bounded<T, M>) -> T {
                ops::$trait::$function(self.0, rhs.0)
            }
        }

        impl<T, const N: u32> ops::$trait<T> for Bounded<T, N>
        where
            T: Integer,
            T: ops::$trait<Output = T>,
        {
            type Output = T;

            #[inline(always)]
            fn $function(self, rhs: T) -> T {
                ops::$trait::$function(self.0, rhs)
            }
        }
    )*};
}

impl_binary!(
    Add add,
    BitAnd bitand,
    BitOr bitor,
    BitXor bitxor,
    Div div,
    Mul mul,
    Rem rem,
    Sub sub,
);

macro_rules! impl_unary {
    ($($trait:ident $function:ident),* $(,)?) => {$(
        impl<T, const N: u32> ops::$trait for Bounded<T, N>
        where
            T: Integer,
            T: ops::$trait<Output = T>,
        {
            type Output = T;

            #[inline(always)]
            fn $function(self) -> T {
                ops::$trait::$function(self.0)
            }
        }
    )*};
}

impl_unary!(Neg neg, Not not);
