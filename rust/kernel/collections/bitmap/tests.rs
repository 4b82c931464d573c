// SPDX-License-Identifier: GPL-2.0-only

//! KUnit cases for bitmaps that C searches.

use super::{Bitmap, BitmapVec};
use crate::{alloc::flags::GFP_KERNEL, error::Result};

/// Looks at every bit, one after the other.
fn bit(map: &Bitmap, index: usize) -> bool {
    map.next_bit(index) == Some(index)
}

#[macros::kunit_tests(rust_kernel_bitmap)]
mod cases {
    use super::*;

    #[test]
    fn every_length_around_a_word() -> Result {
        for len in (0..70).chain([127, 128, 129, 1000]) {
            let mut map = BitmapVec::new(len, GFP_KERNEL)?;
            assert_eq!(map.len(), len);
            assert!(map.next_bit(0).is_none() && map.last_bit().is_none());
            for index in (0..len).step_by(3) {
                map.set_bit(index);
            }
            for index in 0..len {
                assert_eq!(bit(&map, index), index % 3 == 0);
                let zero = if index % 3 == 0 { index + 1 } else { index };
                assert_eq!(map.next_zero_bit(index), (zero < len).then_some(zero));
            }
            let last = len.checked_sub(1).map(|last| last - last % 3);
            assert_eq!(map.last_bit(), last);
            assert!(map.next_bit(len).is_none() && map.next_zero_bit(len).is_none());
        }
        Ok(())
    }

    #[test]
    fn copied_to_all_lengths() -> Result {
        let mut all = BitmapVec::new(200, GFP_KERNEL)?;
        for index in 0..200 {
            all.set_bit(index);
        }
        for from in [0, 1, 63, 64, 65, 130] {
            let mut src = BitmapVec::new(from, GFP_KERNEL)?;
            src.copy_and_extend(&all);
            for to in [1, 64, 70, 128, 199] {
                let mut dst = BitmapVec::new(to, GFP_KERNEL)?;
                dst.set_bit(to - 1);
                dst.copy_and_extend(&src);
                let common = from.min(to);
                assert_eq!(dst.last_bit(), common.checked_sub(1));
                assert_eq!(dst.next_zero_bit(0), (common < to).then_some(common));
            }
        }
        Ok(())
    }

    #[test]
    fn shared_bits() -> Result {
        let map = BitmapVec::new(500, GFP_KERNEL)?;
        for index in (0..500).rev().step_by(7) {
            map.set_bit_atomic(index);
            assert_eq!(map.next_bit(0), Some(index));
        }
        for index in (0..500).rev().step_by(7) {
            assert_eq!(map.last_bit(), Some(index));
            map.clear_bit_atomic(index);
        }
        assert!(map.last_bit().is_none());
        Ok(())
    }
}
