// SPDX-License-Identifier: GPL-2.0-only

//! Bytes that are text most of the time.

use crate::fmt::{self, Write as _};
use core::ops::{Deref, Index};

/// A string of bytes that need not be UTF-8 and need not end with NUL.
///
/// Shown with `{}`, bytes that are no printable ASCII character appear as `\x..` (or `\n`, `\r`,
/// `\t`), so that input from outside cannot disturb the kernel log.
///
/// # Examples
///
/// ```
/// use kernel::{b_str, prelude::*, str::CString};
///
/// let input = b_str!("eth0\n");
/// let text = CString::try_from_fmt(fmt!("{} {:?}", input, input))?;
/// assert_eq!(text.to_bytes(), br#"eth0\n "eth0\n""#);
/// # Ok::<(), Error>(())
/// ```
#[repr(transparent)]
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BStr([u8]);

impl BStr {
    /// The number of bytes.
    #[inline]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no byte.
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Looks at bytes as a string.
    #[inline]
    pub const fn from_bytes(bytes: &[u8]) -> &Self {
        super::cstr::bstr_of(bytes)
    }

    /// What follows `pattern`, if the string begins with it.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::b_str;
    ///
    /// let option = b_str!("mode=fast");
    /// assert!(option.strip_prefix(b_str!("mode=")) == Some(b_str!("fast")));
    /// assert!(option.strip_prefix(b_str!("size=")).is_none());
    /// ```
    pub fn strip_prefix(&self, pattern: impl AsRef<Self>) -> Option<&BStr> {
        self.0
            .strip_prefix(&pattern.as_ref().0)
            .map(Self::from_bytes)
    }

    /// The bytes in front of `pattern`, if the string ends with it.
    pub(crate) fn strip_suffix(&self, pattern: &[u8]) -> Option<&BStr> {
        self.0.strip_suffix(pattern).map(Self::from_bytes)
    }
}

/// Writes bytes as printable ASCII, and `special` with a backslash in front.
fn escape(bytes: &[u8], special: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for &byte in bytes {
        match byte {
            b'\t' => f.write_str("\\t")?,
            b'\n' => f.write_str("\\n")?,
            b'\r' => f.write_str("\\r")?,
            _ if special.contains(&byte) => {
                f.write_char('\\')?;
                f.write_char(char::from(byte))?;
            }
            b' '..=b'~' => f.write_char(char::from(byte))?,
            _ => f.write_fmt(format_args!("\\x{byte:02x}"))?,
        }
    }
    Ok(())
}

impl fmt::Display for BStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        escape(&self.0, &[], f)
    }
}

/// The string in double quotes; quotes and backslashes in it are escaped.
impl fmt::Debug for BStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        escape(&self.0, b"\"\\", f)?;
        f.write_char('"')
    }
}

impl Deref for BStr {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl<Idx> Index<Idx> for BStr
where
    [u8]: Index<Idx, Output = [u8]>,
{
    type Output = Self;

    #[inline]
    fn index(&self, index: Idx) -> &Self {
        BStr::from_bytes(&self.0[index])
    }
}

impl AsRef<BStr> for [u8] {
    #[inline]
    fn as_ref(&self) -> &BStr {
        BStr::from_bytes(self)
    }
}

impl AsRef<BStr> for BStr {
    #[inline]
    fn as_ref(&self) -> &BStr {
        self
    }
}

/// A string literal as a [`BStr`](crate::str::BStr), usable in constants.
///
/// # Examples
///
/// ```
/// use kernel::{b_str, str::BStr};
///
/// const NAME: &BStr = b_str!("name");
/// assert_eq!(NAME.len(), 4);
/// ```
#[macro_export]
macro_rules! b_str {
    ($str:literal) => {{
        const S: &'static ::core::primitive::str = $str;
        const B: &'static $crate::str::BStr = $crate::str::BStr::from_bytes(S.as_bytes());
        B
    }};
}
