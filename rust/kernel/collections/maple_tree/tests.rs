// SPDX-License-Identifier: GPL-2.0-only

//! KUnit cases for trees that C grows and shrinks.

use super::{InsertErrorKind, MapleTree, MapleTreeAlloc};
use crate::{
    alloc::flags::GFP_KERNEL,
    error::{
        code::{EBUSY, EINVAL},
        Error, Result,
    },
    sync::Arc,
};
use pin_init::stack_pin_init;

const COUNT: usize = 151;

/// Each number below [`COUNT`] once, in no order: `COUNT` is prime.
fn shuffled() -> impl Iterator<Item = usize> {
    (0..COUNT).map(|i| i * 181 % COUNT)
}

#[macros::kunit_tests(rust_maple_tree)]
mod cases {
    use super::*;

    /// A tree that only remembers which ranges are taken.
    #[test]
    fn nothing_is_something() -> Result {
        stack_pin_init!(let tree = MapleTreeAlloc::<()>::new());
        let first = tree.alloc_range(4, (), 0..100, GFP_KERNEL)?;
        let second = tree.alloc_range(4, (), 0..100, GFP_KERNEL)?;
        assert!(first.abs_diff(second) >= 4);
        assert_eq!(tree.erase(first), Some(()));
        assert_eq!(tree.erase(first), None);
        assert!(tree.insert_range(first..first + 4, (), GFP_KERNEL).is_ok());
        Ok(())
    }

    #[test]
    fn ranges_side_by_side() -> Result {
        stack_pin_init!(let tree = MapleTree::<Arc<usize>>::new());
        for n in shuffled() {
            tree.insert_range(n * 16..n * 16 + 9, Arc::new(n, GFP_KERNEL)?, GFP_KERNEL)?;
        }
        for n in shuffled() {
            let failed = tree.insert_range(
                n * 16 + 8..=n * 16 + 9,
                Arc::new(n, GFP_KERNEL)?,
                GFP_KERNEL,
            );
            let cause = failed.err().ok_or(EINVAL)?.cause;
            assert_eq!(cause, InsertErrorKind::Occupied);
            let mut guard = tree.lock();
            assert_eq!(guard.load(n * 16 + 8).map(|found| *found), Some(n));
            assert!(guard.load(n * 16 + 9).is_none());
        }

        let mut found = 0;
        {
            let mut guard = tree.lock();
            let mut walk = guard.ma_state(0, usize::MAX);
            while let Some(n) = walk.find(usize::MAX) {
                assert_eq!(*n, found);
                found += 1;
            }
        }
        assert_eq!(found, COUNT);

        for n in shuffled() {
            assert_eq!(tree.erase(n * 16 + 5).map(|found| *found), Some(n));
            assert!(tree.erase(n * 16).is_none());
        }
        Ok(())
    }

    #[test]
    fn dropped_with_what_is_in_it() -> Result {
        let value = Arc::new(1, GFP_KERNEL)?;
        {
            stack_pin_init!(let tree = MapleTree::<Arc<usize>>::new());
            tree.insert(0, value.clone(), GFP_KERNEL)?;
            for n in 0..100 {
                tree.insert_range(n * 4 + 1..n * 4 + 3, value.clone(), GFP_KERNEL)?;
            }
            tree.insert_range(1 << 20.., value.clone(), GFP_KERNEL)?;
        }
        assert!(Arc::into_unique_or_drop(value).is_some());
        Ok(())
    }

    #[test]
    fn free_ranges_are_found() -> Result {
        stack_pin_init!(let space = MapleTreeAlloc::<Arc<usize>>::new());
        for n in 0..COUNT {
            let value = Arc::new(n, GFP_KERNEL)?;
            assert_eq!(
                space.alloc_range(8, value, 4096..1 << 16, GFP_KERNEL).ok(),
                Some(4096 + n * 8)
            );
        }
        for n in shuffled() {
            assert_eq!(space.erase(4096 + n * 8 + 3).map(|found| *found), Some(n));
            let value = Arc::new(n, GFP_KERNEL)?;
            assert_eq!(
                space.alloc_range(8, value, 4096..1 << 16, GFP_KERNEL).ok(),
                Some(4096 + n * 8)
            );
        }
        Ok(())
    }

    #[test]
    fn exact_fits_and_edges_are_given_out() -> Result {
        stack_pin_init!(let space = MapleTreeAlloc::<Arc<usize>>::new());
        let value = Arc::new(1, GFP_KERNEL)?;
        let alloc = |size, range: core::ops::RangeInclusive<usize>| {
            space
                .alloc_range(size, value.clone(), range, GFP_KERNEL)
                .map_err(Error::from)
        };
        let top = usize::MAX;
        assert_eq!(alloc(4, 100..=199), Ok(100));
        assert_eq!(alloc(10, 20..=29), Ok(20));
        assert_eq!(alloc(10, 20..=29), Err(EBUSY));
        assert_eq!(alloc(1, 30..=30), Ok(30));
        assert_eq!(alloc(11, 30..=39), Err(EINVAL));
        assert_eq!(alloc(5, 25..=35), Ok(31));
        assert_eq!(alloc(2, top - 1..=top), Ok(top - 1));
        assert_eq!(alloc(1, top - 1..=top), Err(EBUSY));
        Ok(())
    }
}
