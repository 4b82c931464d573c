// SPDX-License-Identifier: GPL-2.0-only

//! [`MapleTreeAlloc`]: a maple tree that finds free ranges.

use super::{bounds, AllocError, AllocErrorKind, InsertErrorKind};
use crate::{alloc::Flags, types::ForeignOwnable};
use core::ops::RangeBounds;

pub use crate::collections::entries::MapleTreeAlloc;

impl<T: ForeignOwnable> MapleTreeAlloc<T> {
    /// Inserts an object at the first free range of `size` numbers in `range`, and returns where that
    /// begins.
    ///
    /// # Errors
    ///
    /// [`Busy`](AllocErrorKind::Busy) if there is no free range,
    /// [`AllocError`](AllocErrorKind::AllocError) without memory, and
    /// [`InvalidRequest`](AllocErrorKind::InvalidRequest) if `size` is zero or more than the length of
    /// `range`. The object comes back.
    ///
    /// # Context
    ///
    /// Takes the tree's lock. May sleep if `gfp` allows it.
    pub fn alloc_range<R>(
        &self,
        size: usize,
        value: T,
        range: R,
        gfp: Flags,
    ) -> Result<usize, AllocError<T>>
    where
        R: RangeBounds<usize>,
    {
        let mut value = value;
        let failed = |value, cause| Err(AllocError { value, cause });
        let (Some((first, last)), Some(more)) = (bounds(&range), size.checked_sub(1)) else {
            return failed(value, AllocErrorKind::InvalidRequest);
        };
        let spare = last.wrapping_sub(first).checked_sub(more);
        loop {
            let found = match spare {
                // C does not look for what fits exactly.
                Some(0) => Ok(first),
                Some(_) => self.find(size, first, last).map_err(AllocErrorKind::of),
                None => Err(AllocErrorKind::InvalidRequest),
            };
            let index = match found {
                Ok(index) => index,
                Err(cause) => return failed(value, cause),
            };
            // The lock was given up: somebody else may have taken the range, and then another one is
            // looked for.
            let Err(error) = self.insert_range(index..=index.saturating_add(more), value, gfp)
            else {
                return Ok(index);
            };
            value = error.value;
            match error.cause {
                InsertErrorKind::Occupied if spare != Some(0) => {}
                InsertErrorKind::Occupied => return failed(value, AllocErrorKind::Busy),
                InsertErrorKind::AllocError(e) => {
                    return failed(value, AllocErrorKind::AllocError(e));
                }
                InsertErrorKind::InvalidRequest => {
                    return failed(value, AllocErrorKind::InvalidRequest);
                }
            }
        }
    }
}
