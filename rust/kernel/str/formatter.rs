// SPDX-License-Identifier: GPL-2.0-only

//! Formatting into memory that is already there.

use super::{cstr::Within, RawFormatter};
use crate::fmt::{self, Write};
use core::ops::Deref;

/// The methods of a writer that are made of the first, compiled here once.
macro_rules! write_by_str {
    () => {
        fn write_char(&mut self, c: char) -> fmt::Result {
            self.write_str(c.encode_utf8(&mut [0; 4]))
        }

        fn write_fmt(&mut self, args: fmt::Arguments<'_>) -> fmt::Result {
            core::fmt::write(self, args)
        }
    };
}

impl Write for RawFormatter {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        self.write_bytes(s.as_bytes());
        Ok(())
    }

    write_by_str!();
}

/// Writes into a buffer and fails if it is too small.
///
/// What fits is written nevertheless. No NUL is added.
///
/// # Examples
///
/// ```
/// use kernel::{fmt::Write, prelude::*, str::Formatter};
///
/// let mut buf = [0; 8];
/// let mut f = Formatter::new(&mut buf);
/// f.write_fmt(fmt!("{}-{}", 12, 34))?;
/// assert_eq!(f.bytes_written(), 5);
/// assert!(f.write_str("too long").is_err());
/// assert_eq!(&buf[..5], b"12-34");
/// # Ok::<(), Error>(())
/// ```
pub struct Formatter<'a>(Within<'a>);

impl<'a> Formatter<'a> {
    /// A formatter that fills a buffer from its start.
    #[inline]
    pub fn new(buffer: &'a mut [u8]) -> Self {
        Formatter(Within::new(buffer))
    }
}

impl Formatter<'_> {
    /// Writes bytes that need not be UTF-8; fails if they do not fit.
    pub(crate) fn write_bytes(&mut self, bytes: &[u8]) -> fmt::Result {
        self.0.raw.write_bytes(bytes);
        if self.is_whole() {
            Ok(())
        } else {
            Err(fmt::Error)
        }
    }
}

impl Deref for Formatter<'_> {
    type Target = RawFormatter;

    #[inline]
    fn deref(&self) -> &RawFormatter {
        &self.0.raw
    }
}

impl Write for Formatter<'_> {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        self.write_bytes(s.as_bytes())
    }

    write_by_str!();
}

/// Writes into a buffer whose text always ends with NUL.
///
/// A piece that does not fit is left out, and writing it fails.
///
/// # Examples
///
/// ```
/// use kernel::{fmt::Write, prelude::*, str::NullTerminatedFormatter};
///
/// let mut buf = [0xff; 6];
/// let mut f = NullTerminatedFormatter::new(&mut buf).ok_or(EINVAL)?;
/// f.write_str("abc")?;
/// assert!(f.write_str("def").is_err());
/// assert_eq!(CStr::from_bytes_until_nul(&buf), Ok(c"abc"));
/// # Ok::<(), Error>(())
/// ```
pub struct NullTerminatedFormatter<'a> {
    /// What is left of the buffer. It begins with NUL.
    rest: &'a mut [u8],
}

impl<'a> NullTerminatedFormatter<'a> {
    /// A formatter that fills a buffer from its start; none if there is no room for the NUL.
    pub fn new(buffer: &'a mut [u8]) -> Option<NullTerminatedFormatter<'a>> {
        *buffer.first_mut()? = 0;
        Some(NullTerminatedFormatter { rest: buffer })
    }
}

impl Write for NullTerminatedFormatter<'_> {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        if s.len() >= self.rest.len() {
            return Err(fmt::Error);
        }
        let (text, rest) = core::mem::take(&mut self.rest).split_at_mut(s.len());
        for (to, from) in text.iter_mut().zip(s.bytes()) {
            *to = from;
        }
        if let Some(nul) = rest.first_mut() {
            *nul = 0;
        }
        self.rest = rest;
        Ok(())
    }

    write_by_str!();
}
