// SPDX-License-Identifier: GPL-2.0-only

//! C strings that own their memory.
//!
//! # Safety
//!
//! A [`CString`]'s bytes end with NUL and have no other one.

#![allow(unsafe_code)]

use super::{CStr, CStrExt as _, Formatter, RawFormatter};
use crate::{
    alloc::{flags::GFP_KERNEL, AllocError, KVec},
    error::{code::EINVAL, Error},
    fmt::{self, Write as _},
};
use core::ops::{Deref, DerefMut};

/// An owned, NUL-terminated string, made by formatting.
///
/// # Invariants
///
/// `buf` is not empty; its last byte is NUL and no other is.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, str::CString};
///
/// let name = CString::try_from_fmt(fmt!("queue{}", 3))?;
/// assert_eq!(&*name, c"queue3");
///
/// // A NUL inside is refused.
/// assert_eq!(CString::try_from_fmt(fmt!("a\0b")).err(), Some(EINVAL));
/// # Ok::<(), Error>(())
/// ```
pub struct CString {
    buf: KVec<u8>,
}

impl CString {
    /// Formats into fresh memory.
    ///
    /// # Errors
    ///
    /// [`ENOMEM`](crate::error::code::ENOMEM) without memory; [`EINVAL`] if the text has a NUL
    /// byte, if a value could not be formatted, or if it was shown longer the second time: the text
    /// is formatted twice, first to know its length.
    ///
    /// # Context
    ///
    /// May sleep: the memory comes from `GFP_KERNEL`.
    pub fn try_from_fmt(args: fmt::Arguments<'_>) -> Result<Self, Error> {
        let mut measure = RawFormatter::new();
        measure.write_fmt(args)?;
        let size = measure.bytes_written().checked_add(1).ok_or(AllocError)?;

        let mut buf = KVec::from_elem(0u8, size, GFP_KERNEL)?;
        let mut out = Formatter::new(&mut buf);
        out.write_fmt(args)?;
        let len = out.bytes_written();

        // A value that was shown longer now has taken the byte for the NUL.
        match buf.get(..len) {
            Some(text) if len < size && !text.contains(&0) => (),
            _ => return Err(EINVAL),
        }
        // What follows the text is zero, since the buffer was. A shorter text ends earlier.
        buf.truncate(len + 1);

        // INVARIANT: `len` bytes other than NUL were just checked, and one NUL follows.
        Ok(CString { buf })
    }
}

impl Deref for CString {
    type Target = CStr;

    fn deref(&self) -> &CStr {
        // SAFETY: The type's invariant is what is asked for.
        unsafe { CStr::from_bytes_with_nul_unchecked(&self.buf) }
    }
}

impl DerefMut for CString {
    fn deref_mut(&mut self) -> &mut CStr {
        // SAFETY: The type's invariant is what is asked for, and `CStr` lets nobody break it.
        unsafe { CStr::from_bytes_with_nul_unchecked_mut(&mut self.buf) }
    }
}

/// Copies the string. May sleep.
impl<'a> TryFrom<&'a CStr> for CString {
    type Error = AllocError;

    fn try_from(string: &'a CStr) -> Result<CString, AllocError> {
        let mut buf = KVec::new();
        buf.extend_from_slice(string.to_bytes_with_nul(), GFP_KERNEL)?;
        // INVARIANT: The bytes of a `CStr` end with NUL and have no other one.
        Ok(CString { buf })
    }
}

impl PartialEq for CString {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for CString {}

impl fmt::Debug for CString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl fmt::Display for CString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, f)
    }
}
