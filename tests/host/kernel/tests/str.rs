// SPDX-License-Identifier: GPL-2.0-only

//! Strings and formatting into buffers.

use kernel::fmt::Write;
use kernel::prelude::*;
use kernel::str::{
    kstrtobool, kstrtobool_bytes, BStr, CString, Formatter, NullTerminatedFormatter,
};
use kernel::{b_str, c_str};
use std::ffi::c_void;

fn shown(args: kernel::fmt::Arguments<'_>) -> String {
    args.to_string()
}

#[test]
fn bytes_are_escaped() {
    let wild = BStr::from_bytes(b"a\"b\\\n\t\r\x00\x7f\xff~ ");
    assert_eq!(shown(fmt!("{}", wild)), r#"a"b\\n\t\r\x00\x7f\xff~ "#);
    assert_eq!(shown(fmt!("{:?}", wild)), r#""a\"b\\\n\t\r\x00\x7f\xff~ ""#);
    assert_eq!(shown(fmt!("{}", c"a\n\xff")), r"a\x0a\xff");
}

#[test]
fn bstr() {
    const NAME: &BStr = b_str!("usb-1");
    assert_eq!(NAME.strip_prefix(b_str!("usb-")), Some(b_str!("1")));
    assert_eq!(NAME.strip_prefix(b_str!("usb-12")), None);
    assert_eq!(NAME.strip_prefix(b"usb".as_slice()), Some(b_str!("-1")));
    assert!(&NAME[..3] == b_str!("usb"));
    assert!(b_str!("").is_empty());
}

#[test]
fn cstr() {
    const PATH: &CStr = c_str!(concat!("a", "b"));
    assert_eq!(PATH, c"ab");
    // SAFETY: It is a C string.
    assert_eq!(
        unsafe { <CStr as CStrExt>::from_char_ptr(PATH.as_char_ptr()) },
        c"ab"
    );
    let mut bytes = *b"Mixed-1\0";
    // SAFETY: The bytes end with their only NUL.
    let text = unsafe { <CStr as CStrExt>::from_bytes_with_nul_unchecked_mut(&mut bytes) };
    text.make_ascii_uppercase();
    assert_eq!(text, c"MIXED-1");
    text.make_ascii_lowercase();
    assert_eq!(text, c"mixed-1");
    assert_eq!(&*c"aB".to_ascii_uppercase().unwrap(), c"AB");
    assert_eq!(&*c"aB".to_ascii_lowercase().unwrap(), c"ab");
    assert_eq!(&*c"".to_cstring().unwrap(), c"");
}

use kernel::str::CStrExt;

#[test]
fn cstring() {
    let text = CString::try_from_fmt(fmt!("{}-{:03}", "x", 7)).unwrap();
    assert_eq!(&*text, c"x-007");
    assert_eq!(&*CString::try_from_fmt(fmt!("")).unwrap(), c"");
    assert_eq!(
        CString::try_from_fmt(fmt!("a{}b", '\0')).err(),
        Some(EINVAL)
    );
}

/// Shows itself longer, or shorter, each time.
struct Moody(std::cell::Cell<usize>, isize);

impl kernel::fmt::Display for Moody {
    fn fmt(&self, f: &mut kernel::fmt::Formatter<'_>) -> kernel::fmt::Result {
        let len = self.0.get();
        self.0.set(len.saturating_add_signed(self.1));
        (0..len).try_for_each(|_| f.write_str("m"))
    }
}

#[test]
fn values_that_change_between_measuring_and_writing() {
    let longer = Moody(4.into(), 1);
    assert_eq!(
        CString::try_from_fmt(fmt!("{}", longer)).err(),
        Some(EINVAL)
    );
    let much_longer = Moody(4.into(), 100);
    assert_eq!(
        CString::try_from_fmt(fmt!("{}", much_longer)).err(),
        Some(EINVAL)
    );
    let shorter = Moody(4.into(), -2);
    assert_eq!(&*CString::try_from_fmt(fmt!("{}", shorter)).unwrap(), c"mm");
}

#[test]
fn formatter_stops_at_the_end() {
    let mut buf = [b'.'; 6];
    let mut f = Formatter::new(&mut buf[..4]);
    assert!(f.write_str("abc").is_ok());
    assert!(f.write_str("d").is_ok());
    assert!(f.write_str("").is_ok());
    assert!(f.write_str("e").is_err());
    assert!(f.write_str("").is_err());
    assert_eq!(f.bytes_written(), 5);
    assert_eq!(&buf, b"abcd..");
}

#[test]
fn null_terminated() {
    assert!(NullTerminatedFormatter::new(&mut []).is_none());

    let mut one = [7];
    let mut f = NullTerminatedFormatter::new(&mut one).unwrap();
    assert!(f.write_str("").is_ok());
    assert!(f.write_str("a").is_err());
    assert_eq!(one, [0]);

    let mut buf = [7; 5];
    let mut f = NullTerminatedFormatter::new(&mut buf).unwrap();
    assert!(f.write_str("ab").is_ok());
    assert!(f.write_str("cde").is_err());
    assert!(f.write_str("cd").is_ok());
    assert!(f.write_str("e").is_err());
    assert_eq!(&buf, b"abcd\0");
}

extern "C" {
    fn rust_fmt_argument(buf: *mut u8, end: *mut u8, ptr: *const c_void) -> *mut u8;
}

#[test]
fn what_vsnprintf_calls() {
    let mut buf = [b'.'; 8];
    for room in 0..=buf.len() {
        buf.fill(b'.');
        let start = buf.as_mut_ptr();
        let args = fmt!("{}{}", 12, "abc");
        // SAFETY: The buffer has room for that, and the arguments live.
        let end = unsafe { rust_fmt_argument(start, start.add(room), (&raw const args).cast()) };
        assert_eq!(end.addr() - start.addr(), 5);
        let written = room.min(5);
        assert_eq!(&buf[..written], &b"12abc"[..written]);
        assert!(buf[written..].iter().all(|&byte| byte == b'.'));
    }
    // `vsnprintf(NULL, 0, …)` only measures.
    let args = fmt!("{}", "four");
    let null = std::ptr::null_mut();
    // SAFETY: There is nothing to write to.
    let end = unsafe { rust_fmt_argument(null, null, (&raw const args).cast()) };
    assert_eq!(end.addr(), 4);
}

#[test]
fn booleans() {
    for (text, value) in [
        ("y", true),
        ("1x", true),
        ("on", true),
        ("t", true),
        ("True", true),
        ("N", false),
        ("F", false),
        ("false", false),
        ("oF", false),
    ] {
        assert_eq!(kstrtobool_bytes(text.as_bytes()), Ok(value), "{text}");
    }
    for text in ["", "2", "o", "maybe", "\0"] {
        assert_eq!(kstrtobool_bytes(text.as_bytes()), Err(EINVAL), "{text}");
    }
    assert_eq!(kstrtobool(c"off"), Ok(false));
}
