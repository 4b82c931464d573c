// SPDX-License-Identifier: GPL-2.0-only

//! Variables of one byte and of two, which some processors exchange with those around them.

use super::*;
use macros::kunit_tests;

/// All operations at each place of a word and the next one. The others keep their values.
macro_rules! operates_on_its_own {
    ($ty:ty, $count:literal) => {{
        const LEAST: $ty = <$ty>::MIN;
        for place in 0..$count {
            let row: [Atomic<$ty>; $count] = core::array::from_fn(|_| Atomic::new(-1));
            let Some(mine) = row.get(place) else {
                continue;
            };
            assert_eq!(mine.xchg(LEAST, Full), -1);
            assert_eq!(mine.xchg(0x12, Acquire), LEAST);
            assert_eq!(mine.cmpxchg(-1, 5, Full), Err(0x12));
            assert_eq!(mine.cmpxchg(0x12, -2, Relaxed), Ok(0x12));
            assert_eq!(mine.cmpxchg(-2, LEAST, Release), Ok(-2));
            assert_eq!(mine.cmpxchg(LEAST, 0x34, Acquire), Ok(LEAST));
            assert_eq!(mine.xchg(0x35, Relaxed), 0x34);
            assert_eq!(mine.xchg(0x36, Release), 0x35);
            for (index, variable) in row.iter().enumerate() {
                let wanted = if index == place { 0x36 } else { -1 };
                assert_eq!(variable.load(Relaxed), wanted);
            }
        }
    }};
}

#[kunit_tests(rust_kernel_atomic)]
// The suite is a static in a section of its own.
#[allow(unsafe_code)]
mod cases {
    use super::*;

    #[test]
    fn a_byte_is_exchanged_alone() {
        operates_on_its_own!(i8, 8);
    }

    #[test]
    fn two_bytes_are_exchanged_alone() {
        operates_on_its_own!(i16, 4);
    }

    #[test]
    fn a_truth_value_is_a_byte() {
        let row = [const { Atomic::new(true) }; 4];
        for variable in &row {
            assert!(variable.xchg(false, Full));
            assert_eq!(variable.cmpxchg(true, true, Full), Err(false));
            assert_eq!(variable.cmpxchg(false, true, Full), Ok(false));
        }
        assert!(row.iter().all(|variable| variable.load(Relaxed)));
    }
}
