// SPDX-License-Identifier: GPL-2.0-only

//! Arguments that C passes as the words they consist of, and rustc otherwise.

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
