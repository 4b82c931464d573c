// SPDX-License-Identifier: GPL-2.0-only

//! Sets of small numbers, as bits.
//!
//! C header: [`include/linux/bitmap.h`](srctree/include/linux/bitmap.h)
//!
//! # Safety
//!
//! A reference to a [`Bitmap`] stands for as many words as its bits need, which are live as long as
//! it. Behind a shared reference they are changed by atomic operations alone. `Words` are such, with an
//! owner.

#![allow(unsafe_code)]

#[cfg(CONFIG_KUNIT = "y")]
mod tests;
mod vec;

pub use self::vec::BitmapVec;

use crate::{
    alloc::{flags::__GFP_ZERO, AllocError, Flags, KVec},
    sync::atomic::{Atomic, Relaxed},
    warn_on,
};
use core::{
    cell::UnsafeCell,
    mem::MaybeUninit,
    ptr::{self, NonNull},
    slice,
};

/// The bits in a word of C's bitmaps.
const BITS: usize = usize::BITS as usize;

/// A bitmap of C's, or a [`BitmapVec`]'s: the bits from 0 to one less than its length.
///
/// Bits beyond the end do not exist: setting one does nothing but warn, and looking for one from there
/// finds nothing.
///
/// # Invariants
///
/// The address is that of an array of words with room for the bits, as many as the slice has elements
/// of size zero. They are at most [`i32::MAX`].
///
/// # Examples
///
/// ```
/// use kernel::{bitmap::BitmapVec, prelude::*};
///
/// let mut bits = BitmapVec::new(128, GFP_KERNEL)?;
/// bits.set_bit(3);
/// bits.set_bit(100);
/// assert_eq!(bits.next_bit(0), Some(3));
/// assert_eq!(bits.next_bit(4), Some(100));
/// assert_eq!(bits.next_zero_bit(3), Some(4));
/// assert_eq!(bits.last_bit(), Some(100));
/// bits.clear_bit(100);
/// assert_eq!(bits.last_bit(), Some(3));
/// # Ok::<(), Error>(())
/// ```
#[repr(transparent)]
pub struct Bitmap {
    // The words change behind a shared reference, and the compiler has to know.
    bits: [UnsafeCell<()>],
}

// SAFETY: Behind a shared reference the words are changed by atomic operations alone, and C's functions
// that look for bits read each word once.
unsafe impl Sync for Bitmap {}

impl Bitmap {
    /// Borrows a bitmap of C's.
    ///
    /// # Safety
    ///
    /// - `ptr` is aligned and points to an initialised array of `nbits` bits, rounded up to whole words,
    ///   that lives for `'a`.
    /// - `nbits` is at most [`i32::MAX`].
    /// - During `'a` nobody changes the array other than by atomic operations.
    pub unsafe fn from_raw<'a>(ptr: *const usize, nbits: usize) -> &'a Bitmap {
        let bits: *const [UnsafeCell<()>] = ptr::slice_from_raw_parts(ptr.cast(), nbits);
        // INVARIANT: The caller's promise.
        // SAFETY: The slice has size zero, and is at an address that is aligned and not null.
        unsafe { &*(bits as *const Bitmap) }
    }

    /// Borrows a bitmap of C's exclusively.
    ///
    /// # Safety
    ///
    /// - `ptr` is aligned and points to an initialised array of `nbits` bits, rounded up to whole words,
    ///   that lives for `'a`.
    /// - `nbits` is at most [`i32::MAX`].
    /// - During `'a` nobody else uses the array.
    pub unsafe fn from_raw_mut<'a>(ptr: *mut usize, nbits: usize) -> &'a mut Bitmap {
        let bits: *mut [UnsafeCell<()>] = ptr::slice_from_raw_parts_mut(ptr.cast(), nbits);
        // INVARIANT: The caller's promise.
        // SAFETY: The slice has size zero, and is at an address that is aligned and not null.
        unsafe { &mut *(bits as *mut Bitmap) }
    }

    /// The address of the first word, for C.
    #[inline]
    pub fn as_ptr(&self) -> *const usize {
        ptr::from_ref(self).cast()
    }

    /// The address of the first word, for C.
    #[inline]
    pub fn as_mut_ptr(&mut self) -> *mut usize {
        ptr::from_mut(self).cast()
    }

    /// The number of bits.
    #[expect(clippy::len_without_is_empty, reason = "as in mainline")]
    #[inline]
    pub fn len(&self) -> usize {
        self.bits.len()
    }
}

impl Bitmap {
    /// The words, some of whose bits may be beyond the end.
    fn words(&self) -> &[Atomic<usize>] {
        // SAFETY: By the type's invariant there are as many. Others change them by atomic operations
        // alone while the bitmap is shared, as an `Atomic` demands, which has the layout of its number.
        unsafe { slice::from_raw_parts(self.as_ptr().cast(), self.len().div_ceil(BITS)) }
    }

    /// The words, some of whose bits may be beyond the end.
    fn words_mut(&mut self) -> &mut [usize] {
        let len = self.len().div_ceil(BITS);
        // SAFETY: By the type's invariant there are as many. Nobody else uses them while the bitmap is
        // borrowed exclusively.
        unsafe { slice::from_raw_parts_mut(self.as_mut_ptr(), len) }
    }

    #[inline]
    fn assign_bit(&mut self, index: usize, value: bool) {
        if index >= self.len() {
            return warn_of_no_such_bit();
        }
        // SAFETY: The bit is in the array, by the type's invariant. Nobody else uses the words while the
        // bitmap is borrowed exclusively.
        unsafe { bindings::bitmap_assign_bit(self.as_mut_ptr(), index, value) };
    }

    #[inline]
    fn assign_bit_atomic(&self, index: usize, value: bool) {
        if index >= self.len() {
            return warn_of_no_such_bit();
        }
        // SAFETY: The bit is in the array, by the type's invariant. `assign_bit()` is atomic.
        unsafe { bindings::bitmap_assign_bit_atomic(self.as_ptr().cast_mut(), index, value) };
    }

    /// Sets a bit.
    #[inline]
    pub fn set_bit(&mut self, index: usize) {
        self.assign_bit(index, true);
    }

    /// Sets a bit of a bitmap that is shared. Orders nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::{bitmap::BitmapVec, prelude::*, sync::Arc};
    ///
    /// let seen = Arc::new(BitmapVec::new(300, GFP_KERNEL)?, GFP_KERNEL)?;
    /// seen.set_bit_atomic(299);
    /// assert_eq!(seen.next_bit(0), Some(299));
    /// seen.clear_bit_atomic(299);
    /// assert_eq!(seen.next_bit(0), None);
    /// # Ok::<(), Error>(())
    /// ```
    #[inline]
    pub fn set_bit_atomic(&self, index: usize) {
        self.assign_bit_atomic(index, true);
    }

    /// Clears a bit.
    #[inline]
    pub fn clear_bit(&mut self, index: usize) {
        self.assign_bit(index, false);
    }

    /// Clears a bit of a bitmap that is shared. Orders nothing.
    #[inline]
    pub fn clear_bit_atomic(&self, index: usize) {
        self.assign_bit_atomic(index, false);
    }

    /// Copies the bits of another bitmap, as many as fit, and clears the rest.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::{bitmap::BitmapVec, prelude::*};
    ///
    /// let mut short = BitmapVec::new(70, GFP_KERNEL)?;
    /// short.set_bit(69);
    /// let mut long = BitmapVec::new(200, GFP_KERNEL)?;
    /// long.set_bit(180);
    /// long.copy_and_extend(&short);
    /// assert_eq!((long.next_bit(0), long.last_bit()), (Some(69), Some(69)));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn copy_and_extend(&mut self, src: &Bitmap) {
        let whole = src.len() / BITS;
        let rest = (1usize << (src.len() % BITS)).wrapping_sub(1);
        let mut words = src.words().iter();
        for (i, word) in self.words_mut().iter_mut().enumerate() {
            let bits = words.next().map_or(0, |word| word.load(Relaxed));
            *word = if i < whole { bits } else { bits & rest };
        }
    }

    /// A number that C has found, unless it stands for none.
    #[inline]
    fn found(&self, index: usize) -> Option<usize> {
        (index < self.len()).then_some(index)
    }

    /// Finds the last bit that is set.
    #[inline]
    pub fn last_bit(&self) -> Option<usize> {
        // SAFETY: The array has as many bits, by the type's invariant. C reads each word once.
        self.found(unsafe { bindings::find_last_bit(self.as_ptr(), self.len()) })
    }

    /// Finds the first bit from `start` on that is set, or that is not.
    #[inline]
    fn next_that_is(&self, set: bool, start: usize) -> Option<usize> {
        let (words, len) = (self.as_ptr(), self.len());
        // SAFETY: As above. A start beyond the end finds nothing.
        let index = unsafe {
            if set {
                bindings::find_next_bit(words, len, start)
            } else {
                bindings::find_next_zero_bit(words, len, start)
            }
        };
        self.found(index)
    }

    /// Finds the first bit from `start` on that is set.
    #[inline]
    pub fn next_bit(&self, start: usize) -> Option<usize> {
        self.next_that_is(true, start)
    }

    /// Finds the first bit from `start` on that is not set.
    #[inline]
    pub fn next_zero_bit(&self, start: usize) -> Option<usize> {
        self.next_that_is(false, start)
    }
}

/// Reports that somebody wanted to change a bit beyond the end.
#[cold]
#[inline(never)]
fn warn_of_no_such_bit() {
    let beyond_the_end = true;
    warn_on!(beyond_the_end);
}

/// A bit that is not set, of a bitmap that is borrowed exclusively.
///
/// # Invariants
///
/// `index` is less than the length of `bits`.
pub(super) struct Clear<'a> {
    bits: &'a mut Bitmap,
    index: usize,
}

impl<'a> Clear<'a> {
    /// The first one from `start` on.
    #[inline]
    pub(super) fn next(bits: &'a mut Bitmap, start: usize) -> Option<Self> {
        let index = bits.next_zero_bit(start)?;
        // INVARIANT: What is found is less than the length.
        Some(Clear { bits, index })
    }

    /// Which bit it is.
    #[inline]
    pub(super) fn index(&self) -> usize {
        self.index
    }

    /// Sets it.
    #[inline]
    pub(super) fn set(self) -> usize {
        // SAFETY: The bit is in the array, by the invariants of both types. Nobody else uses the words while
        // the bitmap is borrowed exclusively.
        unsafe { bindings::bitmap_assign_bit(self.bits.as_mut_ptr(), self.index, true) };
        self.index
    }
}

/// The words of a [`BitmapVec`].
///
/// # Invariants
///
/// There are words for `nbits` bits, which are at most [`MAX_LEN`](Self::MAX_LEN): in memory that a [`KVec`]
/// gave away, or in the object, where there is one.
struct Words {
    many: *mut Atomic<usize>,
    // Without a value if there are many.
    one: MaybeUninit<Atomic<usize>>,
    nbits: usize,
}

// SAFETY: The words belong to the object, and are atomic: it may be dropped by any thread.
unsafe impl Send for Words {}

// SAFETY: Through a shared reference the words are changed by atomic operations alone.
unsafe impl Sync for Words {}

impl Words {
    /// The largest number of bits.
    const MAX_LEN: usize = i32::MAX as usize;

    /// One word, of whose bits `nbits` are there, or all. None is set.
    #[inline]
    fn one(nbits: usize) -> Self {
        // INVARIANT: One word is enough.
        Words {
            many: ptr::null_mut(),
            one: MaybeUninit::new(Atomic::new(0)),
            nbits: nbits.min(BITS),
        }
    }

    /// Words for `nbits` bits, none of which is set.
    #[inline]
    fn new(nbits: usize, flags: Flags) -> Result<Self, AllocError> {
        if nbits <= BITS {
            return Ok(Words::one(nbits));
        }
        let (many, nbits) = Self::allocate(nbits, flags)?;
        // INVARIANT: As many words as the bits need, which a vector gave away.
        Ok(Words {
            many: many.as_ptr(),
            one: MaybeUninit::uninit(),
            nbits,
        })
    }

    /// Allocates words for `nbits` bits, of which there are some. None is set.
    #[inline(never)]
    fn allocate(nbits: usize, flags: Flags) -> Result<(NonNull<Atomic<usize>>, usize), AllocError> {
        if nbits > Self::MAX_LEN {
            return Err(AllocError);
        }
        // The memory is zero, which is an `Atomic` of zero.
        let words = KVec::with_capacity(nbits.div_ceil(BITS), flags | __GFP_ZERO)?;
        let (words, ..) = words.into_raw_parts();
        Ok((NonNull::new(words).ok_or(AllocError)?, nbits))
    }

    /// The number of bits.
    #[inline]
    fn len(&self) -> usize {
        self.nbits
    }

    /// The bits.
    #[inline]
    fn bitmap(&self) -> &Bitmap {
        let words = if self.many.is_null() {
            self.one.as_ptr()
        } else {
            self.many
        };
        // SAFETY: By the type's invariant there are words enough, for no more than `i32::MAX` bits. They
        // are borrowed, and being atomic are changed by atomic operations alone.
        unsafe { Bitmap::from_raw(words.cast(), self.nbits) }
    }

    /// The bits, exclusively.
    #[inline]
    fn bitmap_mut(&mut self) -> &mut Bitmap {
        let words = if self.many.is_null() {
            self.one.as_mut_ptr()
        } else {
            self.many
        };
        // SAFETY: As above, and the words are borrowed exclusively.
        unsafe { Bitmap::from_raw_mut(words.cast(), self.nbits) }
    }
}

impl Drop for Words {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: `kfree()` takes null, and the memory of a `KVec`, which by the type's invariant is nobody
        // else's.
        unsafe { bindings::kfree(self.many.cast()) };
    }
}
