// SPDX-License-Identifier: GPL-2.0-only

//! What C can print.

use crate::print::call::{Class, LongSigned, LongUnsigned, Nothing, Signed, Text, Truth, Unsigned};

/// What a value is to C.
#[derive(Clone, Copy)]
pub enum Kind {
    /// A number of up to 32 bits that may be negative.
    Signed,
    /// A number of up to 32 bits.
    Unsigned,
    /// A number that may be negative.
    LongSigned,
    /// A number.
    LongUnsigned,
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
    ($($number:ty, $unsigned:ty, $word:ty, $class:ident;)*) => {$(
        impl Printable for $number {
            type Class = $class;
            #[inline(always)]
            fn words(&self, is_hex: bool) -> $word {
                if is_hex {
                    *self as $unsigned as $word
                } else {
                    *self as $word
                }
            }
        }
    )*};
}

numbers! {
    i8, u8, u32, Signed;
    i16, u16, u32, Signed;
    i32, u32, u32, Signed;
    i64, u64, u64, LongSigned;
    isize, usize, u64, LongSigned;
    u8, u8, u32, Unsigned;
    u16, u16, u32, Unsigned;
    u32, u32, u32, Unsigned;
    u64, u64, u64, LongUnsigned;
    usize, usize, u64, LongUnsigned;
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
