// SPDX-License-Identifier: GPL-2.0-only

//! Random numbers, good enough for keys once the generator has been seeded.
//!
//! C header: [`include/linux/random.h`](srctree/include/linux/random.h)
//!
//! # Examples
//!
//! ```
//! use kernel::{prelude::*, random};
//!
//! let mut key = [0u8; 32];
//! random::fill(&mut key);
//! assert!(key != [0; 32]);
//!
//! let dice = random::below(6).ok_or(EINVAL)? + 1;
//! assert!((1..=6).contains(&dice));
//! # Ok::<(), Error>(())
//! ```
//!
//! # Safety
//!
//! C writes into memory that is borrowed for it.

#![allow(unsafe_code)]

use crate::error::{to_result, Result};

/// Fills memory with random bytes.
///
/// Early in boot, before the generator is seeded, they may be guessed: see
/// [`wait_until_seeded`].
///
/// # Context
///
/// Any.
#[inline]
pub fn fill(bytes: &mut [u8]) {
    // No slice is longer than half of the memory: the length of C's type, which was `int` once, is
    // not exceeded by a part.
    for part in bytes.chunks_mut(1 << 20) {
        // SAFETY: The memory may be written. On all trees the length fits into C's type.
        unsafe { bindings::get_random_bytes(part.as_mut_ptr().cast(), part.len() as _) };
    }
}

/// A random number of 32 bits.
///
/// # Context
///
/// Any.
#[inline]
pub fn u32() -> u32 {
    bindings::safe::get_random_u32()
}

/// A random number of 64 bits.
///
/// # Context
///
/// Any.
#[inline]
pub fn u64() -> u64 {
    bindings::safe::get_random_u64()
}

/// A random number below `end`, each as likely as any other. `None` if there is none.
///
/// # Context
///
/// Any.
pub fn below(end: u32) -> Option<u32> {
    // How many of the smallest products belong to a part that is larger than the others.
    let surplus = end.wrapping_neg().checked_rem(end)?;
    loop {
        let product = u64::from(u32()).wrapping_mul(u64::from(end));
        if product as u32 >= surplus {
            return Some((product >> 32) as u32);
        }
    }
}

/// Tells whether the generator is seeded.
#[inline]
pub fn is_seeded() -> bool {
    bindings::safe::rng_is_initialized()
}

/// Waits until the generator is seeded.
///
/// # Errors
///
/// `ERESTARTSYS` if a signal arrives first.
///
/// # Context
///
/// May sleep.
#[inline]
pub fn wait_until_seeded() -> Result {
    to_result(bindings::safe::wait_for_random_bytes())
}

#[cfg(CONFIG_KUNIT = "y")]
#[macros::kunit_tests(rust_kernel_random)]
mod tests {
    use super::{below, fill, u32, u64};

    #[test]
    fn every_byte_is_filled_and_no_other() {
        let mut bytes = [0u8; 16];
        let mut seen = [0u8; 16];
        for _ in 0..64 {
            fill(&mut bytes[4..12]);
            for (seen, byte) in seen.iter_mut().zip(bytes) {
                *seen |= byte;
            }
        }
        assert_eq!(&seen[..4], &[0; 4]);
        assert_eq!(&seen[12..], &[0; 4]);
        assert!(seen[4..12].iter().all(|byte| *byte != 0));
        fill(&mut []);
    }

    #[test]
    fn numbers_differ() {
        assert!((0..8).any(|_| u32() != u32()));
        assert!((0..8).any(|_| u64() >> 32 != 0));
    }

    #[test]
    fn below_reaches_all_and_nothing_else() {
        let mut counts = [0u32; 5];
        for _ in 0..1000 {
            if let Some(count) = below(5).and_then(|n| counts.get_mut(n as usize)) {
                *count += 1;
            }
        }
        assert_eq!(counts.iter().sum::<u32>(), 1000);
        assert!(counts.iter().all(|count| (100..350).contains(count)));
        assert_eq!(below(0), None);
        assert_eq!(below(1), Some(0));
        assert!(below(u32::MAX).is_some());
    }
}
