// SPDX-License-Identifier: GPL-2.0-only

//! Bits that several change do not get lost.

use kernel::{bitmap::BitmapVec, prelude::*};
use kernel_loom_tests::{fails, holds, run, share, Mutant};

fn two_change() {
    let mut map = BitmapVec::new(70, GFP_KERNEL).unwrap();
    map.set_bit(2);
    share(map, |map| {
        let one = run(move || map.set_bit_atomic(1));
        map.clear_bit_atomic(2);
        one.join();
        assert_eq!(map.next_bit(0), Some(1));
        assert_eq!(map.next_bit(2), None);
    });
}

#[test]
fn bits_of_one_word_are_changed_at_once() {
    holds(two_change);
    fails(&[Mutant::Split], two_change);
}
