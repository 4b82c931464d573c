// SPDX-License-Identifier: GPL-2.0-only

//! Booleans as users write them.

use super::{cstr::read_bool, CStr};
use crate::error::{to_result, Result};

/// Reads a boolean: `y`, `Y`, `t`, `T`, `1` or `on` for true, `n`, `N`, `f`, `F`, `0` or `of`(`f`)
/// for false.
///
/// Only the first one or two characters count.
///
/// # Errors
///
/// [`EINVAL`](crate::error::code::EINVAL) for anything else.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, str::kstrtobool};
///
/// assert_eq!(kstrtobool(c"yes"), Ok(true));
/// assert_eq!(kstrtobool(c"True"), Ok(true));
/// assert_eq!(kstrtobool(c"false"), Ok(false));
/// assert_eq!(kstrtobool(c"off"), Ok(false));
/// assert_eq!(kstrtobool(c"maybe"), Err(EINVAL));
/// ```
///
/// C header: [`include/linux/kstrtox.h`](srctree/include/linux/kstrtox.h)
pub fn kstrtobool(string: &CStr) -> Result<bool> {
    // Not every tree's C knows these.
    match string.to_bytes().first() {
        Some(b't' | b'T') => return Ok(true),
        Some(b'f' | b'F') => return Ok(false),
        _ => {}
    }
    let mut value = false;
    to_result(read_bool(string, &mut value))?;
    Ok(value)
}

/// Reads a boolean, like [`kstrtobool`], from bytes that need not end with NUL.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, str::kstrtobool_bytes};
///
/// assert_eq!(kstrtobool_bytes(b"on"), Ok(true));
/// assert_eq!(kstrtobool_bytes(b""), Err(EINVAL));
/// ```
pub fn kstrtobool_bytes(bytes: &[u8]) -> Result<bool> {
    // C looks at no more than two characters.
    let mut head = [0u8; 3];
    for (to, from) in head.iter_mut().take(2).zip(bytes) {
        *to = *from;
    }
    // The last byte is still NUL, so that there always is one.
    CStr::from_bytes_until_nul(&head).map_or(Err(crate::error::code::EINVAL), kstrtobool)
}
