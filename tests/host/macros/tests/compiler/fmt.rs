// SPDX-License-Identifier: GPL-2.0-only

//! `fmt!` and its reading of format strings.

use crate::fmt_string::{Argument, FormatString};
use crate::{expand, fmt, tokens};

fn values(text: &str) -> Vec<String> {
    FormatString::parse(text).values.into_iter().collect()
}

fn counts(text: &str) -> Vec<Argument> {
    FormatString::parse(text).counts.into_iter().collect()
}

fn at(position: usize) -> Argument {
    Argument::Position(position)
}

fn named(name: &str) -> Argument {
    Argument::Name(name.to_owned())
}

#[test]
fn names_are_found() {
    assert_eq!(
        values("{a} {b:?} {c:#x} { d } {e:>8} {{f}} {0} {}"),
        ["a", "b", "c", "d", "e"]
    );
    assert_eq!(values("{größe}{_x}"), ["_x", "größe"]);
    assert!(values("{{}} no { {:?} { { 1 }").is_empty());
}

#[test]
fn widths_and_precisions_are_found() {
    assert_eq!(
        counts("{:1$} {:.2$} {:w$} {:.p$} {:>+#03$.q$x?}"),
        [at(1), at(2), at(3), named("p"), named("q"), named("w")]
    );
    assert!(counts("{:8} {:08} {:.3} {:8.3} {:0} {:x} {:x?} {:#?} {:<5} {:*^5}").is_empty());
    assert_eq!(counts("{:0$} {:00$}"), [at(0)]);
}

#[test]
fn star_takes_the_next_argument() {
    assert_eq!(counts("{:.*}"), [at(0)]);
    assert_eq!(counts("{} {:.*} {:.*}"), [at(1), at(3)]);
    assert_eq!(counts("{0} {x:.*} {}"), [at(0)]);
}

#[test]
fn fill_may_be_any_character() {
    assert!(counts("{:$>8} {:}^8} {:{<8} {:.<8}").is_empty());
    assert_eq!(counts("{:é>w$}"), [named("w")]);
}

#[test]
fn malformed_strings_end_the_reading() {
    for text in [
        "{",
        "{x",
        "{:",
        "{:w",
        "{:.",
        "}",
        "{:1$",
        "{99999999999999999999999}",
        "{:.*",
    ] {
        FormatString::parse(text);
    }
}

#[test]
fn arguments_are_wrapped() {
    let adapter = "::kernel::fmt::Adapter";
    for (input, output) in [
        (r#""""#, r#""""#.to_owned()),
        (r#""plain","#, r#""plain""#.to_owned()),
        (r#""{}", x"#, format!(r#""{{}}", {adapter}(&x)"#)),
        (r#""{}", a + b,"#, format!(r#""{{}}", {adapter}(&(a + b))"#)),
        (
            r#""{} {n}", x.y(), n = 1"#,
            format!(r#""{{}} {{n}}", {adapter}(&x.y()), n = {adapter}(&1)"#),
        ),
        (r#""{x:?}""#, format!(r#""{{x:?}}", x = {adapter}(&x)"#)),
        (
            r#""{x} {x}""#,
            format!(r#""{{x}} {{x}}", x = {adapter}(&x)"#),
        ),
        (
            r#""{type} {self}""#,
            format!(r#""{{type}} {{self}}", self = {adapter}(&self), type = {adapter}(&r#type)"#),
        ),
        (
            r#""{x}", x = y == z"#,
            format!(r#""{{x}}", x = {adapter}(&(y == z))"#),
        ),
        (r#"r"{x}""#, format!(r#"r"{{x}}", x = {adapter}(&x)"#)),
        (
            r#"concat!("{x}", "\n", 1)"#,
            format!(r#"concat!("{{x}}", "\n", 1), x = {adapter}(&x)"#),
        ),
        (
            r#"stringify!({}), x"#,
            format!(r#"stringify!({{}}), {adapter}(&x)"#),
        ),
    ] {
        let expected = tokens(&format!("::core::format_args!({output})"));
        assert_eq!(expand(fmt::expand, input), Ok(expected), "{input}");
    }
}

#[test]
fn counts_stay_plain() {
    let adapter = "::kernel::fmt::Adapter";
    for (input, output) in [
        (
            r#""{:1$}", x, w"#,
            format!(r#""{{:1$}}", {adapter}(&x), w"#),
        ),
        (
            r#""{:.*}", p, x"#,
            format!(r#""{{:.*}}", p, {adapter}(&x)"#),
        ),
        (
            r#""{:w$}", x, w = 4"#,
            format!(r#""{{:w$}}", {adapter}(&x), w = 4"#),
        ),
        (r#""{:w$}", x"#, format!(r#""{{:w$}}", {adapter}(&x)"#)),
        (
            r#""{x:w$} {w}""#,
            format!(r#""{{x:w$}} {{w}}", x = {adapter}(&x)"#),
        ),
        (r#""{0:0$}", x"#, r#""{0:0$}", x"#.to_owned()),
    ] {
        let expected = tokens(&format!("::core::format_args!({output})"));
        assert_eq!(expand(fmt::expand, input), Ok(expected), "{input}");
    }
}
