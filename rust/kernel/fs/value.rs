// SPDX-License-Identifier: GPL-2.0-only

//! Values that users read and write as a line of text.
//!
//! Both `sysctl` and `sysfs` make a file of such a value. Rust code uses the value meanwhile: it is an
//! atomic variable, or has a lock.
//!
//! | type | text |
//! |---|---|
//! | [`Atomic`] of an integer | as [`ParseInt`](crate::str::parse_int::ParseInt) reads it |
//! | [`Ranged`] | the same, between two bounds |
//! | [`Atomic<bool>`], [`AtomicFlag`] | `0` or `1` |
//! | [`Text`] | a line of UTF-8, of so many bytes at most |
//! | [`Arc`] | that of what is in it |
//!
//! Text that is no such value is refused with `EINVAL`, and so is a value out of bounds. Other types
//! implement [`Show`] and [`Store`].
//!
//! # Examples
//!
//! ```
//! use kernel::{
//!     fmt,
//!     fs::value::{Ranged, Show, Store, Text},
//!     prelude::*,
//!     sync::atomic::{Atomic, Relaxed},
//! };
//!
//! /// A temperature, which users see in degrees.
//! struct Temperature(Ranged<i32>);
//!
//! impl Show for Temperature {
//!     fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
//!         write!(f, "{}", self.0.get() / 1000)
//!     }
//! }
//!
//! impl Store for Temperature {
//!     fn store(&self, text: &str) -> Result {
//!         let degrees: i32 = text.parse().map_err(|_| EINVAL)?;
//!         self.0.set(degrees.checked_mul(1000).ok_or(EINVAL)?)
//!     }
//! }
//!
//! let limit = Temperature(Ranged::new(20_000, 0..=90_000)?);
//! limit.store("45")?;
//! assert_eq!(limit.0.get(), 45_000);
//! assert_eq!(limit.store("91"), Err(EINVAL));
//!
//! let polls = Atomic::new(7u32);
//! Store::store(&polls, "0x10")?;
//! assert_eq!(polls.load(Relaxed), 16);
//!
//! let name = KBox::pin_init(Text::<8>::new("eth0"), GFP_KERNEL)?;
//! name.store("wlan1")?;
//! assert_eq!(name.store("too long a name"), Err(EINVAL));
//! assert_eq!(&*name.lock(), "wlan1");
//! # Ok::<(), Error>(())
//! ```

mod number;
#[allow(unsafe_code, reason = "a suite of KUnit lies in a section of its own")]
#[cfg(CONFIG_KUNIT = "y")]
mod tests;
#[allow(unsafe_code, reason = "the class of a lock is a static")]
mod text;

#[doc(hidden)]
pub use self::number::Number;
pub use self::number::Ranged;
pub use self::text::{Text, TextGuard};

#[cfg(doc)]
use crate::sync::atomic::{Atomic, AtomicFlag};
use crate::{
    error::{
        code::{EEXIST, EINVAL},
        Result,
    },
    fmt,
    str::CStr,
    sync::Arc,
};

/// What can be shown to users.
///
/// # Context
///
/// May sleep. Several threads may read at the same time.
pub trait Show {
    /// Writes the text, without a newline at its end.
    ///
    /// An error becomes `EIO` for the user, and so does a text that `sysfs` has no room for.
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

/// What users can change.
///
/// # Context
///
/// May sleep. Several threads may write at the same time.
pub trait Store {
    /// Reads the text, which has no newline at its end. An error is that of `write()`, and leaves the
    /// value as it was.
    fn store(&self, text: &str) -> Result;
}

impl<T: Show> Show for Arc<T> {
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).show(f)
    }
}

impl<T: Store> Store for Arc<T> {
    fn store(&self, text: &str) -> Result {
        (**self).store(text)
    }
}

/// Looks at the name of a file that is to be beside those.
pub(super) fn check_name<'a>(name: &CStr, mut taken: impl Iterator<Item = &'a CStr>) -> Result {
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
pub(super) struct Line<'a, T>(pub(super) &'a T);

impl<T: Show> fmt::Display for Line<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.show(f)?;
        f.write_str("\n")
    }
}

/// Stores what a user wrote.
pub(super) fn store_line<T: Store>(value: &T, bytes: &[u8]) -> Result {
    value.store(line(bytes)?)
}

/// What a user wrote as text. At most one newline at its end is not part of it.
fn line(bytes: &[u8]) -> Result<&str> {
    let bytes = match bytes {
        [line @ .., b'\n'] => line,
        line => line,
    };
    core::str::from_utf8(bytes).map_err(|_| EINVAL)
}
