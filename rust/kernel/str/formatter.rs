// SPDX-License-Identifier: GPL-2.0-only

//! Formatting into memory that is already there.
//!
//! # Safety
//!
//! [`RawFormatter`] writes only between its position and its end, which its constructors were
//! promised to be writable.

#![allow(unsafe_code)]

use crate::fmt::{self, Write};
use core::{marker::PhantomData, ops::Deref, ptr};

/// Writes what fits into a buffer and counts the rest: as C's `snprintf()` does.
///
/// Writing never fails. Without a buffer it only measures.
///
/// # Invariants
///
/// The bytes from `pos` to `end`, if `pos < end`, are writable for as long as the formatter lives.
/// `beg <= pos`.
pub struct RawFormatter {
    // Addresses, because `pos` may be anywhere behind `end`.
    beg: *mut u8,
    pos: usize,
    end: usize,
}

impl RawFormatter {
    /// A formatter that only counts.
    pub(crate) fn new() -> Self {
        // INVARIANT: There are no bytes.
        RawFormatter {
            beg: ptr::null_mut(),
            pos: 0,
            end: 0,
        }
    }

    /// A formatter for the bytes from `pos` up to `end`.
    ///
    /// # Safety
    ///
    /// If `pos` is less than `end`, then the bytes between them are writable for the life of the
    /// result.
    pub(crate) unsafe fn from_ptrs(pos: *mut u8, end: *mut u8) -> Self {
        // INVARIANT: The caller's promise.
        RawFormatter {
            beg: pos,
            pos: pos.addr(),
            end: end.addr(),
        }
    }

    /// A formatter for `len` bytes.
    ///
    /// # Safety
    ///
    /// The bytes are writable for the life of the result.
    pub(crate) unsafe fn from_buffer(buf: *mut u8, len: usize) -> Self {
        // INVARIANT: The caller's promise. A buffer does not wrap around the address space.
        RawFormatter {
            beg: buf,
            pos: buf.addr(),
            end: buf.addr().saturating_add(len),
        }
    }

    /// The position: where the text ends, were the buffer large enough.
    pub(crate) fn pos(&self) -> *mut u8 {
        self.beg.with_addr(self.pos)
    }

    /// How long the text is, which may be longer than the buffer.
    pub fn bytes_written(&self) -> usize {
        self.pos.saturating_sub(self.beg.addr())
    }

    /// Writes bytes that need not be UTF-8.
    fn write_bytes(&mut self, bytes: &[u8]) {
        let room = self.end.saturating_sub(self.pos);
        let len = room.min(bytes.len());
        if len > 0 {
            // SAFETY: By the type's invariant the bytes from `pos` to `end` are writable, and `len`
            // are no more than those. `bytes` is a shared reference, the buffer is exclusively the
            // formatter's: they do not overlap.
            unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), self.pos(), len) };
        }
        // INVARIANT: `pos` grows, so that what is between it and `end` shrinks.
        self.pos = self.pos.saturating_add(bytes.len());
    }
}

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
pub struct Formatter<'a>(RawFormatter, PhantomData<&'a mut ()>);

impl<'a> Formatter<'a> {
    /// A formatter that fills a buffer from its start.
    pub fn new(buffer: &'a mut [u8]) -> Self {
        // SAFETY: The buffer is borrowed for `'a`, which is at least the life of the result.
        let raw = unsafe { RawFormatter::from_buffer(buffer.as_mut_ptr(), buffer.len()) };
        Formatter(raw, PhantomData)
    }
}

impl Formatter<'_> {
    /// Writes bytes that need not be UTF-8; fails if they do not fit.
    pub(crate) fn write_bytes(&mut self, bytes: &[u8]) -> fmt::Result {
        self.0.write_bytes(bytes);
        if self.0.pos > self.0.end {
            Err(fmt::Error)
        } else {
            Ok(())
        }
    }
}

impl Deref for Formatter<'_> {
    type Target = RawFormatter;

    fn deref(&self) -> &RawFormatter {
        &self.0
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
