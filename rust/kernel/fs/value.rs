// SPDX-License-Identifier: GPL-2.0-only

//! Values that users read and write as a line of text.
//!
//! `sysctl`, `sysfs` and `configfs` make a file of such a value, of a `Field`. Rust code uses the value
//! meanwhile: it is an atomic variable, or has a lock.
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

#[cfg(any(CONFIG_SYSCTL, CONFIG_SYSFS, CONFIG_CONFIGFS_FS))]
mod field;
#[cfg(any(CONFIG_SYSCTL, CONFIG_SYSFS, CONFIG_CONFIGFS_FS))]
mod line;
mod number;
#[allow(unsafe_code, reason = "a suite of KUnit lies in a section of its own")]
#[cfg(all(
    CONFIG_KUNIT = "y",
    any(CONFIG_SYSCTL, CONFIG_SYSFS, CONFIG_CONFIGFS_FS)
))]
mod tests;
#[allow(unsafe_code, reason = "the class of a lock is a static")]
mod text;

#[cfg(any(CONFIG_SYSCTL, CONFIG_SYSFS, CONFIG_CONFIGFS_FS))]
pub use self::field::Field;
#[cfg(any(CONFIG_SYSCTL, CONFIG_SYSFS))]
pub(super) use self::line::check_name;
#[doc(hidden)]
pub use self::number::Number;
pub use self::number::Ranged;
pub use self::text::{Text, TextGuard};

#[cfg(doc)]
use crate::sync::atomic::{Atomic, AtomicFlag};
use crate::{error::Result, fmt, sync::Arc, uaccess::as_text};

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

    /// The same, of what may be no text.
    #[doc(hidden)]
    fn store_bytes(&self, line: &[u8]) -> Result {
        self.store(as_text(line)?)
    }
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

    fn store_bytes(&self, line: &[u8]) -> Result {
        (**self).store_bytes(line)
    }
}
