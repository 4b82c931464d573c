// SPDX-License-Identifier: GPL-2.0-only

//! What C can print.
//!
//! # Safety
//!
//! Each type's word is what C takes for its kind.

#![allow(unsafe_code)]

/// What a value is to C.
#[derive(Clone, Copy)]
pub enum Kind {
    /// A number that may be negative.
    Signed,
    /// A number.
    Unsigned,
    /// Bytes.
    Text,
    /// Nothing that C can print.
    Other,
}

/// A type that C can print.
///
/// # Safety
///
/// For a number, `Word` is `u64`. For a text it is a pointer to as many readable bytes as `length()`
/// says, which live as long as the value.
pub unsafe trait Printable {
    /// What it is to C.
    const KIND: Kind;
    /// What C is given.
    type Word: Copy;
    /// Of a text.
    fn length(&self) -> usize {
        0
    }
    /// The value; a negative number in hexadecimal is as long as its type.
    fn word(&self, is_hex: bool) -> Self::Word;
}

macro_rules! numbers {
    ($($number:ty, $unsigned:ty, $kind:ident;)*) => {$(
        // SAFETY: It is a number, and given as `u64`.
        unsafe impl Printable for $number {
            const KIND: Kind = Kind::$kind;
            type Word = u64;
            #[inline(always)]
            fn word(&self, is_hex: bool) -> u64 {
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

// SAFETY: The bytes of a string are readable.
unsafe impl Printable for str {
    const KIND: Kind = Kind::Text;
    type Word = *const u8;
    #[inline(always)]
    fn length(&self) -> usize {
        self.len()
    }
    #[inline(always)]
    fn word(&self, _is_hex: bool) -> *const u8 {
        self.as_ptr()
    }
}

/// The word for a truth value.
const fn truth(value: bool) -> &'static str {
    if value {
        "true"
    } else {
        "false"
    }
}

// SAFETY: Both methods speak of the same string.
unsafe impl Printable for bool {
    const KIND: Kind = Kind::Text;
    type Word = *const u8;
    #[inline(always)]
    fn length(&self) -> usize {
        truth(*self).len()
    }
    #[inline(always)]
    fn word(&self, _is_hex: bool) -> *const u8 {
        truth(*self).as_ptr()
    }
}

macro_rules! references {
    ($($reference:ty),*) => {$(
        // SAFETY: It is what it refers to, which lives at least as long.
        unsafe impl<T: ?Sized + Printable> Printable for $reference {
            const KIND: Kind = T::KIND;
            type Word = T::Word;
            #[inline(always)]
            fn length(&self) -> usize {
                (**self).length()
            }
            #[inline(always)]
            fn word(&self, is_hex: bool) -> T::Word {
                (**self).word(is_hex)
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
    type Word = u64;
    fn word(&self, _is_hex: bool) -> u64 {
        0
    }
}
