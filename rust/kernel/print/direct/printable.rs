// SPDX-License-Identifier: GPL-2.0-only

//! What C can print.

use crate::print::call::{Class, Nothing, Signed, Text, Truth, Unsigned};

/// What a value is to C.
#[derive(Clone, Copy)]
pub enum Kind {
    /// A number that may be negative.
    Signed,
    /// A number.
    Unsigned,
    /// Bytes.
    Text,
    /// Bytes up to a NUL.
    Name,
    /// Nothing that C can print.
    Other,
}

/// A type that C can print.
pub trait Printable {
    /// What its values are to C.
    type Class: Class;
    /// The value; a negative number in hexadecimal is as long as its type.
    fn words(&self, is_hex: bool) -> <Self::Class as Class>::Value<'_>;
}

macro_rules! numbers {
    ($($number:ty, $unsigned:ty, $class:ident;)*) => {$(
        impl Printable for $number {
            type Class = $class;
            #[inline(always)]
            fn words(&self, is_hex: bool) -> u64 {
                if is_hex {
                    *self as $unsigned as u64
                } else {
                    *self as u64
                }
            }
        }
    )*};
}

numbers! {
    i8, u8, Signed;
    i16, u16, Signed;
    i32, u32, Signed;
    i64, u64, Signed;
    isize, usize, Signed;
    u8, u8, Unsigned;
    u16, u16, Unsigned;
    u32, u32, Unsigned;
    u64, u64, Unsigned;
    usize, usize, Unsigned;
}

impl Printable for str {
    type Class = Text;
    #[inline(always)]
    fn words(&self, _is_hex: bool) -> &str {
        self
    }
}

impl Printable for bool {
    type Class = Truth;
    #[inline(always)]
    fn words(&self, _is_hex: bool) -> bool {
        *self
    }
}

macro_rules! references {
    ($($reference:ty),*) => {$(
        impl<T: ?Sized + Printable> Printable for $reference {
            type Class = T::Class;
            #[inline(always)]
            fn words(&self, is_hex: bool) -> <T::Class as Class>::Value<'_> {
                (**self).words(is_hex)
            }
        }
    )*};
}

references!(&T, &mut T);

/// Stands for a value that C cannot print.
pub struct Unknown;

impl Printable for Unknown {
    type Class = Nothing;
    fn words(&self, _is_hex: bool) {}
}
