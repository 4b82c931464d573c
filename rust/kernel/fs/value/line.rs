// SPDX-License-Identifier: GPL-2.0-only

//! A file's line, and its name.

#[cfg(any(CONFIG_SYSCTL, CONFIG_SYSFS))]
use crate::{
    error::{
        code::{EEXIST, EINVAL},
        Result,
    },
    str::CStr,
};

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

/// What a user wrote. At most one newline at its end is not part of it.
pub(super) fn line(bytes: &[u8]) -> &[u8] {
    bytes.strip_suffix(b"\n").unwrap_or(bytes)
}
