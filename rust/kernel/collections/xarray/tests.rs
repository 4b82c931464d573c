// SPDX-License-Identifier: GPL-2.0-only

//! KUnit cases for arrays that C grows and shrinks.

use super::{AllocKind, XArray};
use crate::{
    alloc::flags::{GFP_ATOMIC, GFP_KERNEL},
    error::{code::ENOENT, Result},
    sync::Arc,
};
use pin_init::stack_pin_init;

/// Places at all heights of the tree.
fn places() -> impl Iterator<Item = usize> {
    (0..usize::BITS)
        .map(|shift| 1usize << shift)
        .chain([0, usize::MAX])
}

#[macros::kunit_tests(rust_xarray)]
mod cases {
    use super::*;

    #[test]
    fn every_place_can_be_used() -> Result {
        stack_pin_init!(let xa = XArray::<Arc<usize>>::new(AllocKind::Alloc));
        for index in places() {
            let value = Arc::new(index, GFP_KERNEL)?;
            assert!(xa.lock().store(index, value, GFP_KERNEL)?.is_none());
        }
        let mut guard = xa.lock();
        for index in places() {
            assert_eq!(guard.get(index).map(|value| *value), Some(index));
            assert!(guard.get(index ^ 0x55).is_none());
        }
        for index in places() {
            assert_eq!(guard.remove(index).map(|value| *value), Some(index));
            assert!(guard.get(index).is_none());
        }
        Ok(())
    }

    #[test]
    fn replaced_and_dropped_with_the_array() -> Result {
        let value = Arc::new(1, GFP_KERNEL)?;
        {
            stack_pin_init!(let xa = XArray::<Arc<usize>>::new(AllocKind::Alloc1));
            let mut guard = xa.lock();
            for index in [0, 1, 63, 64, 4096] {
                assert!(guard.store(index, value.clone(), GFP_ATOMIC)?.is_none());
                let old = guard.store(index, value.clone(), GFP_ATOMIC)?;
                assert!(Arc::ptr_eq(&old.ok_or(ENOENT)?, &value));
            }
        }
        assert!(Arc::into_unique_or_drop(value).is_some());
        Ok(())
    }
}
