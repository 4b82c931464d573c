// SPDX-License-Identifier: GPL-2.0-only

//! How a message begins: with its level and the module's name, written into its format string while
//! compiling. Whoever hands a [`Head`] to C relies on its invariant.

use super::Level;
use crate::ffi::c_char;
use macros::kunit_tests;

/// The conversion that stands for Rust's text: with an image that the layer is part of C calls back, any other
/// kernel gets a length and the text.
const TEXT: &[u8] = if cfg!(RUST_IN_IMAGE) { b"%pA" } else { b"%.*s" };

/// What stands between the module's name and the text.
pub(super) const BETWEEN: &[u8] = b": ";

/// The format string of a message.
///
/// # Invariants
///
/// It ends with NUL, and its one conversion is [`TEXT`].
#[doc(hidden)]
pub struct Format<const SIZE: usize>([u8; SIZE]);

/// A message's format string, for C.
///
/// # Invariants
///
/// It points to the bytes of a [`Format`] that lives forever.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Head(*const u8);

/// A name ends at its first NUL byte if it has one.
pub(super) const fn trim(name: &[u8]) -> &[u8] {
    let mut len = 0;
    while len < name.len() && name[len] != 0 {
        len += 1;
    }
    name.split_at(len).0
}

/// A level as it stands in a format string; none has a percent sign.
pub(super) const fn level_bytes(level: Option<Level>) -> &'static [u8] {
    match level {
        Some(level) => level.as_bytes(),
        None => b"",
    }
}

/// How long the format string is for a level, if there is one, and a module's name.
#[doc(hidden)]
pub const fn format_size(level: Option<Level>, name: &[u8]) -> usize {
    level_bytes(level).len() + doubled_len(trim(name)) + BETWEEN.len() + TEXT.len() + 1
}

/// How long bytes are with percent signs doubled.
pub(super) const fn doubled_len(bytes: &[u8]) -> usize {
    let mut size = bytes.len();
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i] == b'%' {
            size += 1;
        }
        i += 1;
    }
    size
}

/// Writes bytes to where `at` is, and returns what is behind them. A percent sign becomes two if `doubled`.
pub(super) const fn put(to: &mut [u8], mut at: usize, bytes: &[u8], doubled: bool) -> usize {
    let mut i = 0;
    while i < bytes.len() {
        to[at] = bytes[i];
        at += 1;
        if doubled && bytes[i] == b'%' {
            to[at] = b'%';
            at += 1;
        }
        i += 1;
    }
    at
}

impl<const SIZE: usize> Format<SIZE> {
    /// Makes the format string, whose size is [`format_size`].
    ///
    /// # Panics
    ///
    /// At compile time, with another size.
    pub const fn new(level: Option<Level>, name: &[u8]) -> Self {
        assert!(SIZE == format_size(level, name));
        let mut bytes = [0; SIZE];
        let mut at = put(&mut bytes, 0, level_bytes(level), false);
        at = put(&mut bytes, at, trim(name), true);
        at = put(&mut bytes, at, BETWEEN, false);
        put(&mut bytes, at, TEXT, false);
        // INVARIANT: Percent signs of the name are doubled, which is no conversion. The last byte was not
        // written, and is NUL.
        Format(bytes)
    }

    /// What C is given.
    pub const fn head(&'static self) -> Head {
        Head(self.0.as_ptr())
    }
}

impl Head {
    /// The format string, whose one conversion is [`TEXT`].
    #[allow(dead_code)]
    pub(super) fn as_char_ptr(self) -> *const c_char {
        self.0.cast()
    }
}

/// The format string of a message of this crate's, at a level or at none.
// `crate` is the one that prints: its prefix is wanted.
#[allow(clippy::crate_in_macro_def)]
#[doc(hidden)]
#[macro_export]
macro_rules! print_head {
    ($level:expr) => {
        const {
            const LEVEL: ::core::option::Option<$crate::print::Level> = $level;
            const SIZE: usize = $crate::print::format_size(LEVEL, crate::__LOG_PREFIX);
            const FORMAT: &$crate::print::Format<SIZE> =
                &$crate::print::Format::new(LEVEL, crate::__LOG_PREFIX);
            FORMAT.head()
        }
    };
}

#[kunit_tests(rust_print_head)]
// The suite is a static in a section of its own.
#[allow(unsafe_code)]
mod tests {
    use super::*;

    #[test]
    fn formats_have_one_conversion() {
        const NAME: &[u8] = b"100%-%s\0";
        const SIZE: usize = format_size(Some(Level::INFO), NAME);
        let format = const { &Format::<SIZE>::new(Some(Level::INFO), NAME) };
        let (begin, text) = format.0.split_at(SIZE - TEXT.len() - 1);
        assert_eq!(begin, b"\x016100%%-%%s: ");
        assert_eq!(text.split_last(), Some((&0, TEXT)));
    }

    #[test]
    fn a_name_ends_where_it_ends() {
        const SIZE: usize = format_size(None, b"a");
        assert_eq!(
            Format::<SIZE>::new(None, b"a").0,
            Format::<SIZE>::new(None, b"a\0b").0
        );
        assert_eq!(format_size(None, b""), BETWEEN.len() + TEXT.len() + 1);
    }
}
