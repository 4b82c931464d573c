// SPDX-License-Identifier: GPL-2.0-only

//! KUnit cases for what C and Rust format together.

use super::Arguments;
use crate::{
    ffi::c_int,
    str::{print_arguments, print_pointer, CString},
};
use macros::{fmt, kunit_tests};

/// A buffer that C formats into.
struct Text([u8; 24], usize);

impl Text {
    /// Formats into a buffer, or its beginning. `format` returns how much C has written.
    fn of(room: usize, format: impl FnOnce(&mut [u8]) -> c_int) -> Self {
        let mut buf = [b'#'; 24];
        let len = buf.get_mut(..room).map_or(0, format);
        Text(buf, usize::try_from(len).unwrap_or(0))
    }

    fn bytes(&self) -> &[u8] {
        self.0.get(..self.1).unwrap_or(&[])
    }
}

/// Formats arguments through `%pA`.
fn through_c(args: Arguments<'_>, room: usize) -> Text {
    Text::of(room, |buf| print_arguments(buf, &args))
}

#[kunit_tests(rust_kernel_fmt)]
mod cases {
    use super::*;

    #[test]
    fn arguments_pass_through_c() {
        assert_eq!(
            through_c(fmt!("{}-{:#x}", c"a", 255), 24).bytes(),
            b"[a-0xff]"
        );
        assert_eq!(through_c(fmt!(""), 24).bytes(), b"[]");
    }

    #[test]
    fn c_cuts_what_does_not_fit() {
        for room in 1..9 {
            let text = through_c(fmt!("{}{}", "abc", 123), room);
            let expected = b"[abc123]";
            assert_eq!(Some(text.bytes()), expected.get(..room - 1));
            // C's NUL, then nothing more.
            assert!(text.0.iter().skip(room).all(|&byte| byte == b'#'));
        }
    }

    #[test]
    fn pointers_show_what_c_shows() -> crate::error::Result {
        let x = 0u32;
        let ptr = &raw const x;
        let c = Text::of(24, |buf| print_pointer(buf, ptr.cast()));
        let ours = CString::try_from_fmt(fmt!("{:p}", ptr))?;
        let shown = ours
            .to_bytes()
            .strip_prefix(b"0x")
            .unwrap_or(ours.to_bytes());
        // C prints leading zeroes, Rust does not.
        assert!(c.bytes().ends_with(shown));
        assert!(!shown.is_empty());
        Ok(())
    }
}
