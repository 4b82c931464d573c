// SPDX-License-Identifier: GPL-2.0-only

//! [`BitmapVec`]: a bitmap with memory of its own.

use super::{Bitmap, Words, BITS};
use crate::alloc::{AllocError, Flags};
use core::ops::{Deref, DerefMut};

/// A bitmap with memory of its own. A short one takes no allocation.
///
/// # Examples
///
/// ```
/// use kernel::{bitmap::BitmapVec, prelude::*};
///
/// let mut small = BitmapVec::new_inline();
/// assert_eq!(small.len(), BitmapVec::MAX_INLINE_LEN);
/// small.set_bit(0);
///
/// let mut large = BitmapVec::new(1000, GFP_KERNEL)?;
/// large.copy_and_extend(&small);
/// assert_eq!(large.next_zero_bit(0), Some(1));
/// assert!(BitmapVec::new(BitmapVec::MAX_LEN + 1, GFP_KERNEL).is_err());
/// # Ok::<(), Error>(())
/// ```
pub struct BitmapVec {
    words: Words,
}

impl BitmapVec {
    /// The largest length: C counts the bits of some bitmaps by an `int`.
    pub const MAX_LEN: usize = Words::MAX_LEN;

    /// The largest length that takes no allocation.
    pub const MAX_INLINE_LEN: usize = BITS;

    /// Makes a bitmap of [`MAX_INLINE_LEN`](Self::MAX_INLINE_LEN) bits, none of which is set.
    #[inline]
    pub fn new_inline() -> Self {
        BitmapVec {
            words: Words::one(BITS),
        }
    }

    /// Makes a bitmap of `nbits` bits, none of which is set.
    ///
    /// # Errors
    ///
    /// [`AllocError`] without memory, or if `nbits` is greater than [`MAX_LEN`](Self::MAX_LEN).
    ///
    /// # Context
    ///
    /// May sleep if `flags` allow it.
    #[inline]
    pub fn new(nbits: usize, flags: Flags) -> Result<Self, AllocError> {
        let words = Words::new(nbits, flags)?;
        Ok(BitmapVec { words })
    }

    /// Sets each bit or clears it, by chance.
    ///
    /// # Context
    ///
    /// Any. It does not wait for randomness that cryptography could rely on.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::{bitmap::BitmapVec, prelude::*};
    ///
    /// let mut coins = BitmapVec::new(1000, GFP_KERNEL)?;
    /// coins.fill_random();
    /// let heads = (0..1000).filter(|index| coins.next_bit(*index) == Some(*index)).count();
    /// assert!((300..700).contains(&heads));
    /// # Ok::<(), Error>(())
    /// ```
    #[cfg(not(testlib))]
    pub fn fill_random(&mut self) {
        for word in self.words_mut() {
            let mut bytes = [0; size_of::<usize>()];
            crate::random::fill(&mut bytes);
            *word = usize::from_ne_bytes(bytes);
        }
    }

    /// The number of bits.
    #[expect(clippy::len_without_is_empty, reason = "as in mainline")]
    #[inline]
    pub fn len(&self) -> usize {
        self.words.len()
    }
}

impl Deref for BitmapVec {
    type Target = Bitmap;

    #[inline]
    fn deref(&self) -> &Bitmap {
        self.words.bitmap()
    }
}

impl DerefMut for BitmapVec {
    #[inline]
    fn deref_mut(&mut self) -> &mut Bitmap {
        self.words.bitmap_mut()
    }
}
