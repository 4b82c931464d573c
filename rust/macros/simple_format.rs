// SPDX-License-Identifier: GPL-2.0-only

//! Format strings that C's `printk()` has words for.
//!
//! `{}`, and `{:x}` with the flags `#` and `0` and a width that is a number. Of text between them
//! all is simple but a NUL byte, where C's strings end.

use crate::fmt_string::Argument;

/// What stands in braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placeholder {
    pub(crate) argument: Argument,
    /// `#` and `0` and a width, as C spells them as well.
    pub(crate) flags: String,
    pub(crate) is_hex: bool,
}

/// Returns the texts around the placeholders, and the placeholders, one less; nothing if one of them
/// is not simple, or if the string is not well-formed.
pub(crate) fn read(text: &str) -> Option<(Vec<String>, Vec<Placeholder>)> {
    let mut texts = vec![String::new()];
    let mut placeholders = Vec::new();
    let mut next = 0;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..)?;
        match c {
            '\0' => return None,
            '{' | '}' if rest.starts_with(c) => {
                texts.last_mut()?.push(c);
                rest = rest.get(1..)?;
            }
            '{' => {
                let (inside, behind) = rest.split_once('}')?;
                placeholders.push(placeholder(inside, &mut next)?);
                texts.push(String::new());
                rest = behind;
            }
            '}' => return None,
            _ => texts.last_mut()?.push(c),
        }
    }
    Some((texts, placeholders))
}

/// Reads what stands in braces; `next` is the argument that one without a name takes.
fn placeholder(text: &str, next: &mut usize) -> Option<Placeholder> {
    let (argument, mut how) = text.split_once(':').unwrap_or((text, ""));
    let is_word = argument.chars().all(|c| c == '_' || c.is_alphanumeric());
    let argument = if argument.is_empty() {
        *next += 1;
        Argument::Position(*next - 1)
    } else if let Ok(position) = argument.parse() {
        Argument::Position(position)
    } else if is_word && syn::parse_str::<syn::Ident>(argument).is_ok() {
        Argument::Name(argument.to_owned())
    } else {
        return None;
    };

    let is_hex = how.ends_with('x');
    how = how.strip_suffix('x').unwrap_or(how);
    let mut flags = String::new();
    for flag in ['#', '0'] {
        if let Some(behind) = how.strip_prefix(flag) {
            flags.push(flag);
            how = behind;
        }
    }
    // C's widths end at 16 bits.
    if how.len() > 3 || !how.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    flags.push_str(how);
    // What `#` means for other forms is a type's own affair.
    if flags.contains('#') && !is_hex {
        return None;
    }
    Some(Placeholder {
        argument,
        flags,
        is_hex,
    })
}
