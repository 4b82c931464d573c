// SPDX-License-Identifier: GPL-2.0-only

//! Strings as users read and write them.

use super::{Show, Store};
use crate::{
    error::{code::EINVAL, Error, Result},
    fmt,
    sync::{new_mutex, Mutex, MutexGuard},
};
use core::ops::Deref;
use pin_init::{pin_data, pin_init, PinInit};

/// A line of text of at most `N` bytes, which are no more than 512.
///
/// # Examples
///
/// ```
/// use kernel::{fs::value::Text, prelude::*};
///
/// let name = KBox::pin_init(Text::<16>::new("eth0"), GFP_KERNEL)?;
/// name.replace("wlan1")?;
/// pr_info!("using {}\n", &*name.lock());
/// assert_eq!(name.replace("one\ntwo"), Err(EINVAL));
/// # Ok::<(), Error>(())
/// ```
#[pin_data]
pub struct Text<const N: usize> {
    #[pin]
    line: Mutex<Line<N>>,
}

/// What is in a [`Text`].
///
/// # Invariants
///
/// The first `len` bytes are UTF-8 without a newline or a NUL.
struct Line<const N: usize> {
    bytes: [u8; N],
    len: usize,
}

impl<const N: usize> Line<N> {
    fn new(text: &str) -> Result<Self> {
        // It is made on the stack.
        const { assert!(N <= 512) };
        if text.bytes().any(|byte| matches!(byte, b'\n' | 0)) {
            return Err(EINVAL);
        }
        let mut bytes = [0; N];
        let head = bytes.get_mut(..text.len()).ok_or(EINVAL)?;
        for (to, from) in head.iter_mut().zip(text.bytes()) {
            *to = from;
        }
        // INVARIANT: Just looked at.
        Ok(Self {
            bytes,
            len: text.len(),
        })
    }

    fn as_str(&self) -> &str {
        // By the type's invariant neither fails.
        let bytes = self.bytes.get(..self.len).unwrap_or_default();
        core::str::from_utf8(bytes).unwrap_or_default()
    }
}

impl<const N: usize> Text<N> {
    /// A text.
    ///
    /// # Errors
    ///
    /// `EINVAL` if `text` is longer than `N` bytes or has a newline or a NUL in it.
    pub fn new(text: &str) -> impl PinInit<Self, Error> + '_ {
        pin_init!(Self {
            line <- new_mutex!(Line::new(text)?),
        }? Error)
    }

    /// The text. It does not change until the result is dropped: users who write wait meanwhile.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn lock(&self) -> TextGuard<'_, N> {
        TextGuard(self.line.lock())
    }

    /// Changes the text.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new).
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn replace(&self, text: &str) -> Result {
        let line = Line::new(text)?;
        *self.line.lock() = line;
        Ok(())
    }
}

/// The content of a [`Text`], which nobody changes while this value is there.
pub struct TextGuard<'a, const N: usize>(MutexGuard<'a, Line<N>>);

impl<const N: usize> Deref for TextGuard<'_, N> {
    type Target = str;

    fn deref(&self) -> &str {
        self.0.as_str()
    }
}

impl<const N: usize> Show for Text<N> {
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lock())
    }
}

impl<const N: usize> Store for Text<N> {
    fn store(&self, text: &str) -> Result {
        self.replace(text)
    }
}
