// SPDX-License-Identifier: GPL-2.0-only

//! What C can print.
//!
//! # Safety
//!
//! Each type's words are what C takes for its kind.

#![allow(unsafe_code)]

use super::call::{Name, Nothing, Number, Text, Words};

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
///
/// # Safety
///
/// The words are a [`Number`] for a number, and for a text a [`Text`] or a [`Name`] that lives as long as the
/// value.
pub unsafe trait Printable {
    /// What it is to C.
    const KIND: Kind;
    /// What C is given.
    type Words: Words;
    /// The value; a negative number in hexadecimal is as long as its type.
    fn words(&self, is_hex: bool) -> Self::Words;
}

macro_rules! numbers {
    ($($number:ty, $unsigned:ty, $kind:ident;)*) => {$(
        // SAFETY: It is a number, and given as one.
        unsafe impl Printable for $number {
            const KIND: Kind = Kind::$kind;
            type Words = Number;
            #[inline(always)]
            fn words(&self, is_hex: bool) -> Number {
                Number(if is_hex {
                    *self as $unsigned as u64
                } else {
                    *self as u64
                })
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

// SAFETY: It is a text, and given as one.
unsafe impl Printable for str {
    const KIND: Kind = Kind::Text;
    type Words = Text;
    #[inline(always)]
    fn words(&self, _is_hex: bool) -> Text {
        Text::new(self)
    }
}

/// A truth value's name, by the value.
static TRUTH: [[u8; 8]; 2] = [*b"false\0\0\0", *b"true\0\0\0\0"];

// SAFETY: It stands for a text that lives forever, and ends with NUL.
unsafe impl Printable for bool {
    const KIND: Kind = Kind::Name;
    type Words = Name;
    #[inline(always)]
    fn words(&self, _is_hex: bool) -> Name {
        Name(TRUTH[usize::from(*self)].as_ptr())
    }
}

macro_rules! references {
    ($($reference:ty),*) => {$(
        // SAFETY: It is what it refers to, which lives at least as long.
        unsafe impl<T: ?Sized + Printable> Printable for $reference {
            const KIND: Kind = T::KIND;
            type Words = T::Words;
            #[inline(always)]
            fn words(&self, is_hex: bool) -> T::Words {
                (**self).words(is_hex)
            }
        }
    )*};
}

references!(&T, &mut T);

/// Stands for a value that C cannot print.
pub struct Unknown;

// SAFETY: It is neither a number nor a text.
unsafe impl Printable for Unknown {
    const KIND: Kind = Kind::Other;
    type Words = Nothing;
    fn words(&self, _is_hex: bool) -> Nothing {
        Nothing
    }
}
