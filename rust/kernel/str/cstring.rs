// SPDX-License-Identifier: GPL-2.0-only

//! C strings that own their memory.

use super::{cstr::Owned, CStr, Formatter, RawFormatter};
use crate::{
    alloc::{flags::GFP_KERNEL, AllocError, KVec},
    error::{code::EINVAL, Error},
    fmt::{self, Write as _},
};
use core::ops::{Deref, DerefMut};

/// An owned, NUL-terminated string, made by formatting.
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
    string: Owned,
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
        if len >= size {
            return Err(EINVAL);
        }
        // What follows the text is zero, since the buffer was. A shorter text ends earlier.
        buf.truncate(len + 1);
        let string = Owned::new(buf).ok_or(EINVAL)?;
        Ok(CString { string })
    }
}

impl Deref for CString {
    type Target = CStr;

    fn deref(&self) -> &CStr {
        &self.string
    }
}

impl DerefMut for CString {
    fn deref_mut(&mut self) -> &mut CStr {
        &mut self.string
    }
}

/// Copies the string. May sleep.
impl<'a> TryFrom<&'a CStr> for CString {
    type Error = AllocError;

    fn try_from(string: &'a CStr) -> Result<CString, AllocError> {
        let string = Owned::copy(string)?;
        Ok(CString { string })
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
