// SPDX-License-Identifier: GPL-2.0-only

//! The format string of a message.

use super::{Form, Kind, Template, Values};
use crate::{
    ffi::c_char,
    print::head::{doubled_len, level_bytes, put, trim, BETWEEN},
};
use core::marker::PhantomData;

/// A conversion has no more letters.
const LETTERS: usize = 3;

/// The conversion's letters behind the flags, if C can show a value of a kind that way.
const fn letters(kind: Kind, form: Form) -> Option<&'static [u8]> {
    if !are_flags(form.flags) {
        return None;
    }
    match (kind, form.is_hex) {
        (Kind::Signed | Kind::Unsigned, true) => Some(b"x"),
        (Kind::Signed, false) => Some(b"d"),
        (Kind::Unsigned, false) => Some(b"u"),
        (Kind::LongSigned | Kind::LongUnsigned, true) => Some(b"llx"),
        (Kind::LongSigned, false) => Some(b"lld"),
        (Kind::LongUnsigned, false) => Some(b"llu"),
        (Kind::Text, false) if form.flags.is_empty() => Some(b".*s"),
        (Kind::Name, false) if form.flags.is_empty() => Some(b"s"),
        _ => None,
    }
}

/// Whether nothing stands between a percent sign and the letters but flags and a width, which take no argument.
const fn are_flags(bytes: &[u8]) -> bool {
    let mut i = 0;
    while i < bytes.len() {
        if !matches!(bytes[i], b'#' | b'0'..=b'9') {
            return false;
        }
        i += 1;
    }
    true
}

/// Whether C can show values of these kinds in these forms.
const fn fits(kinds: &[Kind], forms: &[Form]) -> bool {
    let mut i = 0;
    while i < kinds.len() && i < forms.len() {
        if letters(kinds[i], forms[i]).is_none() {
            return false;
        }
        i += 1;
    }
    kinds.len() == forms.len()
}

/// How long the format string of a template is at most, whatever its values are.
pub const fn size<H: Template>() -> usize {
    let mut size = level_bytes(H::LEVEL).len() + 1;
    if let Some(prefix) = H::PREFIX {
        size += doubled_len(trim(prefix)) + BETWEEN.len();
    }
    let mut i = 0;
    while i < H::TEXTS.len() {
        size += doubled_len(H::TEXTS[i].as_bytes());
        i += 1;
    }
    i = 0;
    while i < H::FORMS.len() {
        size += 1 + H::FORMS[i].flags.len() + LETTERS;
        i += 1;
    }
    size
}

/// The format string for values of these kinds, and NULs behind it.
const fn format<const SIZE: usize, H: Template>(kinds: &[Kind]) -> [u8; SIZE] {
    let mut bytes = [0; SIZE];
    if !fits(kinds, H::FORMS) {
        return bytes;
    }
    let mut at = put(&mut bytes, 0, level_bytes(H::LEVEL), false);
    if let Some(prefix) = H::PREFIX {
        at = put(&mut bytes, at, trim(prefix), true);
        at = put(&mut bytes, at, BETWEEN, false);
    }
    let mut i = 0;
    while i < H::TEXTS.len() {
        at = put(&mut bytes, at, H::TEXTS[i].as_bytes(), true);
        if i < kinds.len() {
            if let Some(letters) = letters(kinds[i], H::FORMS[i]) {
                at = put(&mut bytes, at, b"%", false);
                at = put(&mut bytes, at, H::FORMS[i].flags, false);
                at = put(&mut bytes, at, letters, false);
            }
        }
        i += 1;
    }
    assert!(at < SIZE);
    bytes
}

/// The format string of a template for certain values.
///
/// # Invariants
///
/// It ends with NUL, and its conversions are those of `V`, in their order.
pub struct Message<H, V>(&'static [u8], PhantomData<fn() -> (H, V)>);

impl<H, V> Message<H, V> {
    /// The format string, for C.
    #[allow(dead_code)]
    pub(in crate::print) fn as_char_ptr(&self) -> *const c_char {
        self.0.as_ptr().cast()
    }
}

struct Made<const SIZE: usize, H, V>(PhantomData<(H, V)>);

impl<const SIZE: usize, H: Template, V: Values> Made<SIZE, H, V> {
    const FORMAT: [u8; SIZE] = format::<SIZE, H>(V::KINDS);
    const MESSAGE: Option<Message<H, V>> = if fits(V::KINDS, H::FORMS) {
        // INVARIANT: `format()` wrote a conversion for each kind, doubled all other percent signs, and left
        // the last byte alone, at least.
        Some(Message(&Self::FORMAT, PhantomData))
    } else {
        None
    };
}

/// Returns the format string for values, if C can print them.
///
/// `SIZE` is [`size`] of the template.
#[inline(always)]
pub fn message<const SIZE: usize, H: Template, V: Values>(_: &V) -> Option<Message<H, V>> {
    Made::<SIZE, H, V>::MESSAGE
}

/// How a template's value is shown.
pub(in crate::print) const fn form<H: Template, const PLACE: usize>() -> Form {
    H::FORMS[PLACE]
}
