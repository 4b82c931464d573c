// SPDX-License-Identifier: GPL-2.0-only

//! [`BitmapVec`]: a bitmap with memory of its own.
//!
//! # Safety
//!
//! Owns the memory behind the [`Bitmap`] that it derefs to.

#![allow(unsafe_code)]

use super::{Bitmap, BITS};
use crate::{
    alloc::{flags::__GFP_ZERO, AllocError, Flags, KVec},
    sync::atomic::Atomic,
};
use core::{
    ops::{Deref, DerefMut},
    slice,
};

/// The words of a [`BitmapVec`].
enum Words {
    /// One, which takes no allocation.
    Inline(Atomic<usize>),
    /// Any number.
    Heap(KVec<Atomic<usize>>),
}

/// A bitmap with memory of its own. A short one takes no allocation.
///
/// # Invariants
///
/// There are words for `nbits` bits, which are at most [`MAX_LEN`](Self::MAX_LEN).
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
    nbits: usize,
}

impl BitmapVec {
    /// The largest length: C counts the bits of some bitmaps by an `int`.
    pub const MAX_LEN: usize = i32::MAX as usize;

    /// The largest length that takes no allocation.
    pub const MAX_INLINE_LEN: usize = BITS;

    /// Makes a bitmap of [`MAX_INLINE_LEN`](Self::MAX_INLINE_LEN) bits, none of which is set.
    pub fn new_inline() -> Self {
        // INVARIANT: One word is enough.
        BitmapVec {
            words: Words::Inline(Atomic::new(0)),
            nbits: Self::MAX_INLINE_LEN,
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
    pub fn new(nbits: usize, flags: Flags) -> Result<Self, AllocError> {
        if nbits <= Self::MAX_INLINE_LEN {
            // INVARIANT: One word is enough.
            return Ok(BitmapVec {
                words: Words::Inline(Atomic::new(0)),
                nbits,
            });
        }
        if nbits > Self::MAX_LEN {
            return Err(AllocError);
        }
        let len = nbits.div_ceil(BITS);
        let mut words = KVec::with_capacity(len, flags | __GFP_ZERO)?;
        // SAFETY: There is room for as many. The memory is zero, which is an `Atomic` of zero.
        unsafe { words.inc_len(len) };
        // INVARIANT: As many words as the bits need.
        Ok(BitmapVec {
            words: Words::Heap(words),
            nbits,
        })
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
        self.nbits
    }
}

impl Deref for BitmapVec {
    type Target = Bitmap;

    #[inline]
    fn deref(&self) -> &Bitmap {
        let words = match &self.words {
            Words::Inline(word) => slice::from_ref(word),
            Words::Heap(words) => words,
        };
        // SAFETY: By the type's invariant there are words enough, for no more than `MAX_LEN` bits. They
        // are borrowed, and being atomic are changed by atomic operations alone.
        unsafe { Bitmap::from_raw(words.as_ptr().cast(), self.nbits) }
    }
}

impl DerefMut for BitmapVec {
    #[inline]
    fn deref_mut(&mut self) -> &mut Bitmap {
        let words = match &mut self.words {
            Words::Inline(word) => slice::from_mut(word),
            Words::Heap(words) => words,
        };
        // SAFETY: As above, and the words are borrowed exclusively.
        unsafe { Bitmap::from_raw_mut(words.as_mut_ptr().cast(), self.nbits) }
    }
}
