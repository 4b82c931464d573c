// SPDX-License-Identifier: GPL-2.0-only

//! C prints what Rust would have printed.

use super::*;
use crate::{fmt, prelude::*, str::CString};
use macros::kunit_tests;

/// Whether C prints the values as Rust does, level and name included.
macro_rules! agrees {
    ($texts:expr, $forms:expr, ($($value:expr),*), $expected:expr) => {{
        enum Here {}
        impl Template for Here {
            const LEVEL: Option<Level> = Some(Level::INFO);
            const PREFIX: Option<&'static [u8]> = Some(b"100%\0");
            const TEXTS: &'static [&'static str] = &$texts;
            const FORMS: &'static [Form] = &$forms;
        }
        let values = ($((&Probe(&$value)).value(),)*);
        let mut text = [0xff; 200];
        match message::<{ size::<Here>() }, Here, _>(&values) {
            Some(message) => values.write(message, &mut text),
            None => text[0] = 0,
        }
        let wanted = CString::try_from_fmt(fmt!("\u{1}6100%: {}", $expected))?;
        text.starts_with(wanted.to_bytes_with_nul())
    }};
}

/// A value in the form `{}`, and in all those of hexadecimal numbers.
macro_rules! number_agrees {
    ($($number:expr),* $(,)?) => {$(
        let n = $number;
        assert!(agrees!(["", ""], [Form::new("", false)], (n), fmt!("{n}")));
        assert!(agrees!(["a%", "s\n"], [Form::new("8", false)], (n), fmt!("a%{n:8}s\n")));
        assert!(agrees!(["", "."], [Form::new("012", false)], (n), fmt!("{n:012}.")));
        assert!(agrees!(["", ""], [Form::new("", true)], (n), fmt!("{n:x}")));
        assert!(agrees!(["", ""], [Form::new("#", true)], (n), fmt!("{n:#x}")));
        assert!(agrees!(["<", ">"], [Form::new("#010", true)], (n), fmt!("<{n:#010x}>")));
    )*};
}

const PLAIN: Form = Form::new("", false);

/// Something that C has no word for.
struct Celsius(u8);

impl fmt::Display for Celsius {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[kunit_tests(rust_print_direct)]
// The suite is a static in a section of its own.
#[allow(unsafe_code)]
mod tests {
    use super::*;

    #[test]
    fn numbers() -> Result {
        number_agrees!(0u8, u8::MAX, 0i8, -1i8, i8::MIN, 500u16, i16::MIN, -500i16);
        number_agrees!(
            0u32,
            u32::MAX,
            i32::MIN,
            i32::MAX,
            -7i32,
            u64::MAX,
            i64::MIN
        );
        number_agrees!(i64::MAX, usize::MAX, isize::MIN, -1isize, &3u8, &&-3i64);
        Ok(())
    }

    #[test]
    fn texts() -> Result {
        let owned = CString::try_from_fmt(fmt!("grün"))?;
        let part = owned.to_str()?;
        assert!(agrees!(["", "."], [PLAIN], (part), fmt!("{part}.")));
        assert!(agrees!(["", "."], [PLAIN], (*part), fmt!("{part}.")));
        assert!(agrees!(["", ""], [PLAIN], (""), fmt!("")));
        assert!(agrees!(
            ["", " ", ""],
            [PLAIN, PLAIN],
            (true, false),
            fmt!("true false")
        ));
        Ok(())
    }

    #[test]
    fn many() -> Result {
        assert!(agrees!(["none\n"], [], (), fmt!("none\n")));
        assert!(agrees!(
            ["", " ", " ", " ", " ", " ", "%d"],
            [PLAIN, PLAIN, PLAIN, PLAIN, Form::new("04", true), PLAIN],
            (1u8, "two", -3i64, u64::MAX, 5u16, "six"),
            fmt!("1 two -3 {} 0005 six%d", u64::MAX)
        ));
        Ok(())
    }

    /// What C cannot print, and a text that is to be filled up, are for Rust.
    #[test]
    fn others() {
        struct Fits(bool);
        impl<H, V> From<Option<Message<H, V>>> for Fits {
            fn from(message: Option<Message<H, V>>) -> Self {
                Fits(message.is_some())
            }
        }
        enum Wide {}
        impl Template for Wide {
            const LEVEL: Option<Level> = None;
            const PREFIX: Option<&'static [u8]> = None;
            const TEXTS: &'static [&'static str] = &["", ""];
            const FORMS: &'static [Form] = &[Form::new("8", false)];
        }
        macro_rules! fits {
            ($value:expr) => {
                Fits::from(message::<{ size::<Wide>() }, Wide, _>(&(
                    (&Probe(&$value)).value(),
                )))
                .0
            };
        }
        enum Odd {}
        impl Template for Odd {
            const LEVEL: Option<Level> = None;
            const PREFIX: Option<&'static [u8]> = None;
            const TEXTS: &'static [&'static str] = &["", ""];
            const FORMS: &'static [Form] = &[Form::new("s%", false)];
        }
        let values = (Probe(&1u8).value(),);
        assert!(message::<{ size::<Odd>() }, Odd, _>(&values).is_none());
        assert!(fits!(1u8));
        assert!(!fits!("a"));
        assert!(!fits!(true));
        assert!(!fits!(Celsius(1)));
        assert!(!fits!('c'));
        assert!(!fits!(1u128));
        assert!(!fits!(c"c"));
    }

    /// A type parameter is known to nobody, and `pr_info!` takes it all the same.
    #[test]
    fn macros_take_all() {
        fn print<T: fmt::Display>(value: T, number: u8) {
            pr_info!("{value} and {number}\n");
        }
        print(Celsius(20), 1);
        print("text", 2);
        let (width, name) = (6, "n");
        pr_info!(
            "{0} {0:x} {name} {:width$} {n:#x} {}%\n",
            1,
            Celsius(2),
            n = 255
        );
        pr_info!("{{}} {}\n", if width > 5 { "wide" } else { "narrow" });
    }
}
