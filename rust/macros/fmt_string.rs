// SPDX-License-Identifier: GPL-2.0-only

//! What a format string does with its arguments.
//!
//! Reads the grammar of `core::fmt` as far as `fmt!` needs it: which names are formatted, and which arguments
//! are a width or a precision. A malformed string yields what was understood; rustc reports the mistake when
//! it reads the same string, with better words and a span inside the literal.

use std::collections::BTreeSet;
use std::iter::Peekable;
use std::str::Chars;

/// How a format string names an argument.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Argument {
    /// By its place among the arguments, counted from 0.
    Position(usize),
    /// By name.
    Name(String),
}

/// The use that a format string makes of its arguments.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct FormatString {
    /// The names that are formatted.
    pub(crate) values: BTreeSet<String>,
    /// The arguments that are a width or a precision: `{:1$}`, `{:w$}`, `{:.*}`.
    pub(crate) counts: BTreeSet<Argument>,
}

impl FormatString {
    /// Reads the string `text` (escapes of the literal already resolved).
    pub(crate) fn parse(text: &str) -> Self {
        let mut parser = Parser {
            chars: text.chars().peekable(),
            next_position: 0,
            found: Self::default(),
        };
        while let Some(c) = parser.chars.next() {
            if c == '{' && parser.chars.next_if_eq(&'{').is_none() {
                parser.placeholder();
            }
        }
        parser.found
    }
}

struct Parser<'a> {
    chars: Peekable<Chars<'a>>,
    /// The place that the next `{}` or `.*` takes.
    next_position: usize,
    found: FormatString,
}

impl Parser<'_> {
    /// Reads a placeholder behind its opening brace.
    fn placeholder(&mut self) {
        self.spaces();
        let value = self.argument();
        self.spaces();
        if self.chars.next_if_eq(&':').is_some() {
            self.spec();
        }
        match value {
            Some(Argument::Name(name)) => drop(self.found.values.insert(name)),
            Some(Argument::Position(_)) => {}
            None => self.next_position += 1,
        }
        for c in self.chars.by_ref() {
            if c == '}' {
                break;
            }
        }
    }

    /// `[[fill]align][sign]['#']['0'][width]['.' precision]`; the type that follows does not matter.
    fn spec(&mut self) {
        let mut ahead = self.chars.clone();
        let (first, second) = (ahead.next(), ahead.next());
        if second.is_some_and(is_align) {
            self.chars.next();
            self.chars.next();
        } else if first.is_some_and(is_align) {
            self.chars.next();
        }
        self.chars.next_if(|&c| c == '+' || c == '-');
        self.chars.next_if_eq(&'#');
        // A `0` is the flag, unless it is the argument of a width: `{:0$}`.
        let mut ahead = self.chars.clone();
        if ahead.next() == Some('0') && ahead.next() != Some('$') {
            self.chars.next();
        }
        self.count();
        if self.chars.next_if_eq(&'.').is_some() {
            if self.chars.next_if_eq(&'*').is_some() {
                self.found
                    .counts
                    .insert(Argument::Position(self.next_position));
                self.next_position += 1;
            } else {
                self.count();
            }
        }
    }

    /// A width or precision: `8` is its own value, `1$` and `name$` are arguments.
    fn count(&mut self) {
        let mut ahead = self.chars.clone();
        let argument = self.argument();
        if let Some(argument) = argument {
            if self.chars.next_if_eq(&'$').is_some() {
                self.found.counts.insert(argument);
                return;
            }
        }
        // It was a number, or the first letters of the type.
        std::mem::swap(&mut self.chars, &mut ahead);
        while self.chars.next_if(char::is_ascii_digit).is_some() {}
    }

    fn argument(&mut self) -> Option<Argument> {
        let mut text = String::new();
        while let Some(c) = self.chars.next_if(|&c| c == '_' || c.is_alphanumeric()) {
            text.push(c);
        }
        if text.starts_with(|c: char| c.is_ascii_digit()) {
            return text.parse().ok().map(Argument::Position);
        }
        (!text.is_empty()).then_some(Argument::Name(text))
    }

    fn spaces(&mut self) {
        while self.chars.next_if(|c| c.is_whitespace()).is_some() {}
    }
}

fn is_align(c: char) -> bool {
    matches!(c, '<' | '^' | '>')
}
