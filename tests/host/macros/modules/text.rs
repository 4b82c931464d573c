// SPDX-License-Identifier: GPL-2.0-only

//! `fmt!`, `paste!` and `concat_idents!` at work.

use kernel::prelude::*;

/// As the printing macros pass their arguments on.
macro_rules! show {
    ($($args:tt)*) => {
        fmt!($($args)*).to_string()
    };
}

macro_rules! show_literal {
    ($template:literal $(, $value:expr)*) => {
        fmt!($template $(, $value)*).to_string()
    };
}

#[test]
fn arguments_go_through_the_adapter() {
    let (x, text) = (1, "text");
    assert_eq!(
        show!("{} {x} {0} {n} {}", 2, 3, n = 4),
        "<2> <1> <2> <4> <3>"
    );
    assert_eq!(
        show!("{text} {text:?} {:?}", Some(1)),
        "<text> ?\"text\" ?Some(1)"
    );
    assert_eq!(show!("{:#x} {{}} {{{}}}", 255, 1), "0xff {} {<1>}");
    assert_eq!(show!("{}", *text), "<text>");
    assert_eq!(
        show!("{} {}", x + 1, if x == 1 { "one" } else { "other" }),
        "<2> <one>"
    );
    assert_eq!(show!("{}", x as u8,), "<1>");
    assert_eq!(show!("plain"), "plain");
    assert_eq!(show!(concat!("{x}", "{}"), 2), "<1><2>");
    assert_eq!(show!(r#""{x}""#), "\"<1>\"");
    assert_eq!(show!("{:p}", std::ptr::null::<u8>()), "hashed");
}

#[test]
fn widths_and_precisions_are_taken_as_they_are() {
    let (w, p, x) = (5, 2, 10);
    assert_eq!(show!("{:#w$x}", 255), " 0xff");
    assert_eq!(show!("{:#1$x}", 255, 6), "  0xff");
    assert_eq!(show!("{:#1$x}{1}", 255, 6), "  0xff6");
    assert_eq!(show!("{:#width$x}", 255, width = w), " 0xff");
    assert_eq!(show!("{:.*} {}", 1, 1.25, x), "<1.2> <10>");
    assert_eq!(show!("{:.p$} {p}", 1.0), "<1.00> 2");
    assert_eq!(show!("{x:#w$x} {w}"), "  0xa 5");
}

#[test]
fn literals_of_macros_are_read() {
    let width = 6;
    assert_eq!(show_literal!("{} {:#1$x}", 1, 6), "<1>    0x6");
    assert_eq!(show_literal!("{:#width$x}", 1), "   0x1");
}

#[test]
fn expressions_are_evaluated_once() {
    let mut count = 0;
    let mut next = || {
        count += 1;
        count
    };
    assert_eq!(show!("{0} {0} {1} {}", next(), next()), "<1> <1> <2> <1>");
    assert_eq!(count, 2);
}

#[test]
fn keywords_and_self_are_captured() {
    struct S(u8);
    impl std::fmt::Display for S {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "S{}", self.0)
        }
    }
    impl S {
        fn show(&self) -> String {
            show!("{self}")
        }
    }
    let r#type = 3;
    assert_eq!(S(1).show() + &show!("{type}"), "<S1><3>");
}

#[test]
fn hygiene_follows_the_template() {
    macro_rules! shadow {
        ($template:literal) => {{
            let x = "inner";
            let _ = x;
            fmt!($template).to_string()
        }};
    }
    let x = "outer";
    assert_eq!(shadow!("{x}"), "<outer>");
    assert_eq!(x, "outer");
}

macro_rules! registers {
    ($($name:ident: $ty:ty = $offset:literal),* $(,)?) => {
        paste! {
            $(
                #[doc = "Where `" $name "` is."]
                const [<$name:upper _OFFSET>]: usize = $offset;

                fn [<read_ $name:lower>](bytes: &[u8]) -> Option<&$ty> {
                    bytes.get([<$name:upper _OFFSET>])
                }
            )*
        }
    };
}

registers! {
    Status: u8 = 1,
    control: u8 = 2,
}

#[test]
fn pasted_names_are_usable() {
    assert_eq!((STATUS_OFFSET, CONTROL_OFFSET), (1, 2));
    assert_eq!(
        (read_status(&[5, 6, 7]), read_control(&[5])),
        (Some(&6), None)
    );
}

macro_rules! limit {
    ($module:ident, $prefix:ident, $suffix:literal, $ty:ty) => {
        paste! {
            (<$ty>::[<$prefix:upper $suffix:upper>], $module::[<$prefix $suffix>]())
        }
    };
}

#[test]
fn pasted_names_work_inside_paths() {
    mod inner {
        pub const AX: u8 = 1;
        pub fn max() -> u8 {
            2
        }
    }
    assert_eq!(limit!(inner, ma, "x", u8), (255, 2));
    paste! {
        assert_eq!([<inn er>]::[<A X>], 1);
        assert_eq!(vec![[<inn er>]::AX; 2], [1, 1]);
    }
}

macro_rules! flag {
    ($name:ident) => {
        concat_idents!(FLAG_, $name)
    };
}

const FLAG_UP: u32 = 1;

#[test]
fn joined_identifiers_name_items_and_locals() {
    assert_eq!(flag!(UP), FLAG_UP);
    let ab = 1;
    assert_eq!(concat_idents!(a, b), ab);
}
