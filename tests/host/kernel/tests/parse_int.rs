// SPDX-License-Identifier: GPL-2.0-only

//! Integers from text, against the standard library where both speak the same language.

use kernel::prelude::*;
use kernel::str::{parse_int::ParseInt, BStr};

fn parse<T: ParseInt>(text: &str) -> Result<T> {
    T::from_str(BStr::from_bytes(text.as_bytes()))
}

#[test]
fn radices() {
    assert_eq!(parse::<u32>("0"), Ok(0));
    assert_eq!(parse::<u32>("10"), Ok(10));
    assert_eq!(parse::<u32>("0x1F"), Ok(31));
    assert_eq!(parse::<u32>("0X1f"), Ok(31));
    assert_eq!(parse::<u32>("0o17"), Ok(15));
    assert_eq!(parse::<u32>("0O17"), Ok(15));
    assert_eq!(parse::<u32>("017"), Ok(15));
    assert_eq!(parse::<u32>("00"), Ok(0));
    assert_eq!(parse::<u32>("0b101"), Ok(5));
    assert_eq!(parse::<u32>("0B101"), Ok(5));
}

#[test]
fn signs() {
    assert_eq!(parse::<i32>("-0x10"), Ok(-16));
    assert_eq!(parse::<i32>("+7"), Ok(7));
    assert_eq!(parse::<u32>("+7"), Ok(7));
    assert_eq!(parse::<i32>("-0"), Ok(0));
    for wrong in ["-7", "-0"] {
        assert_eq!(parse::<u32>(wrong), Err(EINVAL));
    }
    for wrong in ["--7", "-+7", "+-7", "++7"] {
        assert_eq!(parse::<i32>(wrong), Err(EINVAL));
    }
}

#[test]
fn garbage() {
    let wrong = [
        "", "-", "+", "0x", "0b", "0o", "x", "0b2", "08", "0o8", "0xg", "1 ", " 1", "1_000", "1.0",
        "12a", "\u{661}", "1\n", "0x-1",
    ];
    for text in wrong {
        assert_eq!(parse::<i64>(text), Err(EINVAL), "{text:?}");
        assert_eq!(parse::<u8>(text), Err(EINVAL), "{text:?}");
    }
}

macro_rules! limits {
    ($($name:ident: $ty:ty;)*) => {$(
        #[test]
        fn $name() {
            let (min, max) = (<$ty>::MIN as i128, <$ty>::MAX as i128);
            for near in -3..=3 {
                for value in [min + near, max + near] {
                    let expected = match <$ty>::try_from(value) {
                        Ok(value) => Ok(value),
                        // A sign that the type does not know is no number at all.
                        Err(_) if value < 0 && min == 0 => Err(EINVAL),
                        Err(_) => Err(ERANGE),
                    };
                    let sign = if value < 0 { "-" } else { "" };
                    let magnitude = value.unsigned_abs();
                    for text in [
                        format!("{sign}{magnitude}"),
                        format!("{sign}{magnitude:#x}"),
                        format!("{sign}{magnitude:#o}"),
                        format!("{sign}{magnitude:#b}"),
                    ] {
                        assert_eq!(parse::<$ty>(&text), expected, "{text}");
                    }
                }
            }
            assert_eq!(parse::<$ty>("340282366920938463463374607431768211456"), Err(ERANGE));
        }
    )*};
}

limits! {
    limits_i8: i8;
    limits_u8: u8;
    limits_i16: i16;
    limits_u16: u16;
    limits_i32: i32;
    limits_u32: u32;
    limits_i64: i64;
    limits_u64: u64;
    limits_isize: isize;
    limits_usize: usize;
}

#[test]
fn as_the_standard_library() {
    let mut random = kernel_host_tests::Random::new(7);
    let alphabet = b"0123456789-+xa";
    for _ in 0..50_000 {
        let len = random.below(6);
        let text: String = (0..len)
            .map(|_| char::from(alphabet[random.below(alphabet.len())]))
            .collect();
        let digits = text.trim_start_matches(['-', '+']);
        if digits.starts_with('0') && digits.len() > 1 {
            // Another radix here.
            continue;
        }
        let ours = parse::<i16>(&text);
        match text.parse::<i16>() {
            Ok(value) => assert_eq!(ours, Ok(value), "{text:?}"),
            Err(_) => assert!(ours.is_err(), "{text:?}"),
        }
    }
}
