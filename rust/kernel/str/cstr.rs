// SPDX-License-Identifier: GPL-2.0-only

//! Strings as C has them.
//!
//! # Safety
//!
//! Functions that change a [`CStr`] in place write no NUL byte into it.

#![allow(unsafe_code)]

use super::{BStr, CString};
use crate::{
    alloc::AllocError,
    ffi::{c_char, CStr},
    fmt::{self, Write as _},
};
use core::num::NonZero;

mod private {
    pub trait Sealed {}
    impl Sealed for super::CStr {}
}

/// The address of a C string, for initialisers of constants.
///
/// [`CStrExt::as_char_ptr`] does the same where a trait's method may be called.
#[inline]
pub const fn as_char_ptr_in_const_context(c_str: &CStr) -> *const c_char {
    c_str.as_ptr().cast()
}

/// What the kernel adds to [`CStr`]. The [prelude](crate::prelude) imports it.
///
/// # Examples
///
/// ```
/// use kernel::prelude::*;
///
/// let upper = c"gpio".to_ascii_uppercase()?;
/// assert_eq!(&*upper, c"GPIO");
/// # Ok::<(), Error>(())
/// ```
pub trait CStrExt: private::Sealed {
    /// Borrows a string from C.
    ///
    /// # Safety
    ///
    /// `ptr` must point to a NUL-terminated string that is neither changed nor freed during `'a`.
    unsafe fn from_char_ptr<'a>(ptr: *const c_char) -> &'a Self;

    /// Looks at bytes as a C string that may be changed.
    ///
    /// # Safety
    ///
    /// `bytes` must end with NUL and have no other one.
    unsafe fn from_bytes_with_nul_unchecked_mut(bytes: &mut [u8]) -> &mut Self;

    /// The address of the first character, for C.
    fn as_char_ptr(&self) -> *const c_char;

    /// The characters, without NUL; the same as [`CStr::to_bytes`].
    fn as_bytes(&self) -> &[u8];

    /// The characters with NUL; the same as [`CStr::to_bytes_with_nul`].
    fn as_bytes_with_nul(&self) -> &[u8];

    /// How many characters there are; the same as [`CStr::count_bytes`].
    #[allow(clippy::len_without_is_empty)]
    fn len(&self) -> usize;

    /// How many bytes there are, NUL included.
    fn len_with_nul(&self) -> usize;

    /// An owned copy. May sleep: the memory comes from `GFP_KERNEL`.
    fn to_cstring(&self) -> Result<CString, AllocError>;

    /// Turns ASCII letters into lower case, in place.
    fn make_ascii_lowercase(&mut self);

    /// Turns ASCII letters into upper case, in place.
    fn make_ascii_uppercase(&mut self);

    /// A copy in lower case. May sleep: the memory comes from `GFP_KERNEL`.
    fn to_ascii_lowercase(&self) -> Result<CString, AllocError>;

    /// A copy in upper case. May sleep: the memory comes from `GFP_KERNEL`.
    fn to_ascii_uppercase(&self) -> Result<CString, AllocError>;
}

/// The characters of a C string, to be changed. None of them is NUL, nor becomes it.
fn chars_mut(string: &mut CStr) -> &mut [NonZero<u8>] {
    let len = string.count_bytes();
    let start = core::ptr::from_mut(string).cast();
    // SAFETY: A `CStr` is `len` bytes other than NUL, and a NUL, all of them initialised and borrowed by
    // `string`. The slice leaves the NUL out, and makes no other one.
    unsafe { core::slice::from_raw_parts_mut(start, len) }
}

/// Changes each character of a C string by a function that makes no NUL.
fn map_chars(string: &mut CStr, to: fn(&u8) -> u8) {
    for char in chars_mut(string) {
        *char = NonZero::new(to(&char.get())).unwrap_or(*char);
    }
}

impl CStrExt for CStr {
    // Not inlined: `core` adds one to the length with an overflow check of its own, which would
    // bring a panic path into every driver.
    #[inline(never)]
    unsafe fn from_char_ptr<'a>(ptr: *const c_char) -> &'a Self {
        // SAFETY: The caller promises what `from_ptr` asks for; `c_char`s are bytes on both sides.
        unsafe { CStr::from_ptr(ptr.cast()) }
    }

    #[inline]
    unsafe fn from_bytes_with_nul_unchecked_mut(bytes: &mut [u8]) -> &mut Self {
        // SAFETY: The caller promises a C string. A `CStr` is laid out as the bytes with their NUL,
        // as its documented constructor from such a slice shows.
        unsafe { &mut *(core::ptr::from_mut(bytes) as *mut CStr) }
    }

    #[inline]
    fn as_char_ptr(&self) -> *const c_char {
        self.as_ptr().cast()
    }

    #[inline]
    fn as_bytes(&self) -> &[u8] {
        self.to_bytes()
    }

    #[inline]
    fn as_bytes_with_nul(&self) -> &[u8] {
        self.to_bytes_with_nul()
    }

    #[inline]
    fn len(&self) -> usize {
        self.count_bytes()
    }

    #[inline]
    fn len_with_nul(&self) -> usize {
        self.to_bytes_with_nul().len()
    }

    fn to_cstring(&self) -> Result<CString, AllocError> {
        CString::try_from(self)
    }

    fn make_ascii_lowercase(&mut self) {
        map_chars(self, u8::to_ascii_lowercase);
    }

    fn make_ascii_uppercase(&mut self) {
        map_chars(self, u8::to_ascii_uppercase);
    }

    fn to_ascii_lowercase(&self) -> Result<CString, AllocError> {
        let mut copy = self.to_cstring()?;
        copy.make_ascii_lowercase();
        Ok(copy)
    }

    fn to_ascii_uppercase(&self) -> Result<CString, AllocError> {
        let mut copy = self.to_cstring()?;
        copy.make_ascii_uppercase();
        Ok(copy)
    }
}

/// Shows printable ASCII characters as they are and all other bytes as `\x..`.
impl fmt::Display for CStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for &byte in self.to_bytes() {
            match byte {
                b' '..=b'~' => f.write_char(char::from(byte))?,
                _ => f.write_fmt(format_args!("\\x{byte:02x}"))?,
            }
        }
        Ok(())
    }
}

impl AsRef<BStr> for CStr {
    #[inline]
    fn as_ref(&self) -> &BStr {
        BStr::from_bytes(self.to_bytes())
    }
}

/// A string literal, or a constant string, as a [`CStr`].
///
/// For a literal write `c"text"` instead. A NUL byte inside the string does not compile.
///
/// # Examples
///
/// ```
/// use kernel::{c_str, str::CStr};
///
/// const PATH: &CStr = c_str!(concat!("dev", "/", "null"));
/// assert_eq!(PATH.to_bytes(), b"dev/null");
/// ```
#[macro_export]
macro_rules! c_str {
    ($str:expr) => {{
        const S: &'static ::core::primitive::str = ::core::concat!($str, "\0");
        const C: &'static $crate::str::CStr =
            match $crate::str::CStr::from_bytes_with_nul(S.as_bytes()) {
                Ok(v) => v,
                Err(_) => panic!("the string contains a NUL byte"),
            };
        C
    }};
}
