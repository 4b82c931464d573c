// SPDX-License-Identifier: GPL-2.0-only

//! Which messages C may format, and what is asked of it.

use super::expand;
use super::fmt_string::Argument;
use super::printk;
use super::simple_format::{read, Placeholder};

fn placeholder(argument: Argument, flags: &str, is_hex: bool) -> Placeholder {
    Placeholder {
        argument,
        flags: flags.to_owned(),
        is_hex,
    }
}

fn at(position: usize) -> Argument {
    Argument::Position(position)
}

#[test]
fn simple_strings_are_read() {
    let (texts, placeholders) = read("{{a}} {} {:x}{0:#010x}|{name:4}{:05}%d\n").unwrap();
    assert_eq!(texts, ["{a} ", " ", "", "|", "", "%d\n"]);
    assert_eq!(
        placeholders,
        [
            placeholder(at(0), "", false),
            placeholder(at(1), "", true),
            placeholder(at(0), "#010", true),
            placeholder(Argument::Name("name".to_owned()), "4", false),
            placeholder(at(2), "05", false),
        ]
    );
    assert_eq!(read("grün\n"), Some((vec!["grün\n".to_owned()], vec![])));
}

#[test]
fn others_are_for_rust() {
    for text in [
        "{:?}", "{:#}", "{:X}", "{:p}", "{:<4}", "{:^4}", "{:*>4}", "{:+}", "{:.3}", "{:w$}",
        "{:1$}", "{:.*}", "{:3000}", "{:#?}", "{:x?}", "{ }", "{self}", "{type}", "{a b}", "{",
        "}", "{}}", "a\0b", "{:b}", "{:+4x}", "{:0#x}",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

/// How the macro expands, as one line of tokens.
fn printed(arguments: &str) -> String {
    expand(
        printk::expand,
        &format!("[LEVEL] [PREFIX] [log, more] [args => emit(HEAD, args)] {arguments}"),
    )
    .unwrap()
}

/// The texts of what C formats, and how many values there are.
fn formatted(arguments: &str) -> (String, usize) {
    let all = printed(arguments);
    let texts = all
        .split("TEXTS : & 'static [& 'static str] = & [")
        .nth(1)
        .unwrap();
    let texts = texts.split("] ;").next().unwrap().to_owned();
    (texts, all.matches("Probe (").count())
}

#[test]
fn literals_are_part_of_the_text() {
    assert_eq!(
        formatted(r#""a {} b {} c {x}.", n, "100%", x = "x""#),
        (r#""a " , " b 100% c x.""#.to_owned(), 1)
    );
    assert_eq!(formatted(r#""{}{}", "a", "b""#), (r#""ab""#.to_owned(), 0));
    // C ends a text at a NUL byte, and knows no other forms.
    assert_eq!(formatted(r#""{}", "a\0b""#).1, 1);
    assert_eq!(formatted(r#""{:8}", "a""#).1, 1);
    assert_eq!(formatted(r#""{}", 7"#).1, 1);
}

#[test]
fn both_ways_are_there() {
    let output = printed(r#""{} of {total} {total:#x}\n", done(), total = 3 + 1"#);
    assert!(
        output.contains("match (& done () , & (3 + 1) ,)"),
        "{output}"
    );
    assert!(
        output.contains(r#"& ["" , " of " , " " , "\n"]"#),
        "{output}"
    );
    assert!(output.contains(r##"Form :: new ("#" , true)"##), "{output}");
    assert!(
        output.contains("Values :: log (values , message , more)"),
        "{output}"
    );
    assert!(
        output.contains(r#"fmt ! ("{} of {total} {total:#x}\n" , * value0 , total = * value1)"#),
        "{output}"
    );
}

#[test]
fn captured_names_are_values() {
    let output = printed(r#""{a} {a} {b}\n""#);
    assert!(output.contains("match (& a , & b ,)"), "{output}");
    assert!(output.contains("a = * value0 , b = * value1"), "{output}");
}

#[test]
fn rust_alone_formats_the_rest() {
    for arguments in [
        r#""{:?}\n", 1"#,
        r#""{}{}{}{}{}{}{}\n", 1, 2, 3, 4, 5, 6, 7"#,
        r#"other!("a"), 1"#,
        r#""{1}", 1"#,
        r#""{0} {a}""#,
    ] {
        let output = printed(arguments);
        let way = "{ args => emit (HEAD , args) }";
        assert!(
            output.starts_with("match :: kernel :: fmt :: fmt !"),
            "{output}"
        );
        assert!(output.ends_with(way), "{output}");
    }
}
