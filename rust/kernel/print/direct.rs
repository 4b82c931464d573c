// SPDX-License-Identifier: GPL-2.0-only

//! Messages that C formats itself: all their arguments are integers, texts or truth values.
//!
//! Such a message costs what C's `printk()` costs: a format string, made while compiling, and the
//! values. What else there is, Rust formats.
//!
//! The macros' way here: [`Probe`] finds out whether a value is [`Printable`], and [`message`] makes
//! the format string for the [`Values`] of a [`Template`], if C can print them all.
//!
//! A number is one argument of C's call, and a text two: its length and where it is.

mod message;
mod printable;
#[cfg(CONFIG_KUNIT = "y")]
mod tests;

pub(super) use self::message::form;
pub use self::message::{message, size, Message};
pub use self::printable::{Kind, Printable, Unknown};
pub use super::call::*;

use super::Level;

/// What is known of a message before the types of its values are.
pub trait Template {
    /// How urgent it is, where the format string says that.
    const LEVEL: Option<Level>;
    /// The module's name, where that stands in front.
    const PREFIX: Option<&'static [u8]>;
    /// What stands around the values, one more than those; no NUL byte is in it.
    const TEXTS: &'static [&'static str];
    /// How the values are shown.
    const FORMS: &'static [Form];
}

/// How a value is shown.
#[derive(Clone, Copy)]
pub struct Form {
    flags: &'static [u8],
    pub(super) is_hex: bool,
}

impl Form {
    /// With C's flags, and a width behind them.
    pub const fn new(flags: &'static str, is_hex: bool) -> Self {
        Form {
            flags: flags.as_bytes(),
            is_hex,
        }
    }
}

/// A value of which nothing is known yet.
pub struct Probe<'a, T: ?Sized>(pub &'a T);

/// A value as C is given it.
pub struct Value<'a, T: ?Sized>(pub(super) &'a T);

/// Finds a value that C can print; the method of [`Other`] is found where this one is not.
pub trait Plain<'a> {
    /// What it is.
    type Found: ?Sized;
    /// The value.
    fn value(&self) -> Value<'a, Self::Found>;
}

impl<'a, T: ?Sized + Printable> Plain<'a> for Probe<'a, T> {
    type Found = T;
    #[inline(always)]
    fn value(&self) -> Value<'a, T> {
        Value(self.0)
    }
}

/// Takes all that C cannot print.
pub trait Other {
    /// Nothing.
    fn value(&self) -> Value<'static, Unknown>;
}

impl<T: ?Sized> Other for &Probe<'_, T> {
    #[inline(always)]
    fn value(&self) -> Value<'static, Unknown> {
        Value(&Unknown)
    }
}
