// SPDX-License-Identifier: GPL-2.0-only

//! What C passes as the words it consists of, or as an integer, and rustc otherwise.

/// The words of `value`, in memory's order; bytes behind it in the last are zero.
#[inline(always)]
pub fn words<T: Copy, const WORDS: usize>(value: T) -> [u32; WORDS] {
    const { assert!(core::mem::size_of::<T>().div_ceil(4) == WORDS) };
    let mut words = [0; WORDS];
    // SAFETY: `words` has room for a `T`, by the assertion. `value` is of a type of C's, whose bytes may
    // be copied, and every bit pattern is a number.
    unsafe {
        core::ptr::copy_nonoverlapping(
            (&raw const value).cast::<u8>(),
            words.as_mut_ptr().cast::<u8>(),
            core::mem::size_of::<T>(),
        )
    };
    words
}

/// A structure as an integer of its size, or the other way about.
#[inline(always)]
pub fn alike<T: Copy, U: Copy>(value: T) -> U {
    const { assert!(core::mem::size_of::<T>() == core::mem::size_of::<U>()) };
    // SAFETY: Both have so many bytes, by the assertion. One is an integer, and the other a structure of C's
    // that holds what C wrote there as an integer or reads as one.
    unsafe { core::mem::transmute_copy(&value) }
}
