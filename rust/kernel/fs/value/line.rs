// SPDX-License-Identifier: GPL-2.0-only

//! A file's line, and its name.

use super::{Show, Store};
use crate::{
    error::{
        code::{EEXIST, EINVAL},
        Result,
    },
    fmt,
    str::CStr,
    uaccess::as_text,
};

/// Looks at the name of a file that is to be beside those.
pub(in crate::fs) fn check_name<'a>(
    name: &CStr,
    mut taken: impl Iterator<Item = &'a CStr>,
) -> Result {
    let bytes = name.to_bytes();
    if bytes.is_empty() || bytes.iter().any(|byte| *byte == b'/') {
        return Err(EINVAL);
    }
    if taken.any(|other| other == name) {
        return Err(EEXIST);
    }
    Ok(())
}

/// A value as users see it: with a newline at its end.
pub(in crate::fs) struct Line<'a, T>(pub(in crate::fs) &'a T);

impl<T: Show> fmt::Display for Line<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.show(f)?;
        f.write_str("\n")
    }
}

/// Stores what a user wrote.
pub(in crate::fs) fn store_line<T: Store>(value: &T, bytes: &[u8]) -> Result {
    value.store(line(bytes)?)
}

/// What a user wrote as text. At most one newline at its end is not part of it.
fn line(bytes: &[u8]) -> Result<&str> {
    match bytes {
        [line @ .., b'\n'] => as_text(line),
        line => as_text(line),
    }
}
