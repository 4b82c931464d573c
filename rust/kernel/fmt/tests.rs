// SPDX-License-Identifier: GPL-2.0-only

//! KUnit cases for what C and Rust format together.
//!
//! # Safety
//!
//! C's formatting routine writes into a buffer of this file; its size is passed along.

#![allow(unsafe_code)]

use super::Arguments;
use crate::{ffi::c_void, str::CString};
use macros::{fmt, kunit_tests};

/// A buffer that C formats into.
struct Text([u8; 24], usize);

impl Text {
    /// Formats one pointer into a buffer of which `room` bytes may be used, NUL included.
    ///
    /// # Safety
    ///
    /// The format must have one conversion, which takes a pointer such as `ptr`.
    unsafe fn of(format: &core::ffi::CStr, ptr: *const c_void, room: usize) -> Self {
        let mut buf = [b'#'; 24];
        let room = room.min(buf.len());
        // SAFETY: C writes at most `room` bytes; the caller promises the rest.
        let len =
            unsafe { bindings::scnprintf(buf.as_mut_ptr(), room, format.as_ptr().cast(), ptr) };
        Text(buf, usize::try_from(len).unwrap_or(0))
    }

    fn bytes(&self) -> &[u8] {
        self.0.get(..self.1).unwrap_or(&[])
    }
}

/// Formats arguments through `%pA`.
fn through_c(args: Arguments<'_>, room: usize) -> Text {
    // SAFETY: `%pA` takes a pointer to arguments, which are alive during the call.
    unsafe { Text::of(c"[%pA]", core::ptr::from_ref(&args).cast(), room) }
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
        // SAFETY: `%p` takes any pointer.
        let c = unsafe { Text::of(c"%p", ptr.cast(), 24) };
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
