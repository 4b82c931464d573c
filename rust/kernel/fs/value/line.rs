// SPDX-License-Identifier: GPL-2.0-only

//! A file's line, and its name.

#[cfg(any(CONFIG_SYSCTL, CONFIG_SYSFS))]
use crate::{
    error::code::{EEXIST, EINVAL},
    str::CStr,
};
use crate::{error::Result, uaccess::as_text};

/// Looks at the name of a file that is to be beside those.
#[cfg(any(CONFIG_SYSCTL, CONFIG_SYSFS))]
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

/// What a user wrote as text. At most one newline at its end is not part of it.
pub(super) fn line(bytes: &[u8]) -> Result<&str> {
    match bytes {
        [line @ .., b'\n'] => as_text(line),
        line => as_text(line),
    }
}
