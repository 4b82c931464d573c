// SPDX-License-Identifier: GPL-2.0-only

//! [`MapleTreeAlloc`]: a maple tree that finds free ranges.
//!
//! # Safety
//!
//! Owns that the tree was initialised to keep track of gaps.

#![allow(unsafe_code)]

use super::{bounds, AllocError, AllocErrorKind, InsertErrorKind, MapleTree};
use crate::{alloc::Flags, types::ForeignOwnable};
use core::ops::{Deref, RangeBounds};
use pin_init::{pin_data, pin_init, PinInit};

/// A [`MapleTree`] that finds free ranges.
///
/// # Invariants
///
/// The tree keeps track of gaps.
///
/// # Examples
///
/// ```
/// use kernel::{maple_tree::{AllocErrorKind, MapleTreeAlloc}, prelude::*};
///
/// let space = KBox::pin_init(MapleTreeAlloc::<KBox<&str>>::new(), GFP_KERNEL)?;
/// let a = space.alloc_range(10, KBox::new("a", GFP_KERNEL)?, 100..200, GFP_KERNEL)?;
/// assert_eq!(a, 100);
/// let b = space.alloc_range(20, KBox::new("b", GFP_KERNEL)?, 100..200, GFP_KERNEL)?;
/// assert_eq!(b, 110);
/// let failed = space.alloc_range(90, KBox::new("c", GFP_KERNEL)?, 100..200, GFP_KERNEL);
/// assert!(failed.is_err_and(|failed| failed.cause == AllocErrorKind::Busy));
///
/// assert_eq!(space.erase(109).as_deref(), Some(&"a"));
/// assert_eq!(space.lock().load(129).map(|name| *name), Some("b"));
/// # Ok::<(), Error>(())
/// ```
#[pin_data]
#[repr(transparent)]
pub struct MapleTreeAlloc<T: ForeignOwnable> {
    #[pin]
    tree: MapleTree<T>,
}

impl<T: ForeignOwnable> Deref for MapleTreeAlloc<T> {
    type Target = MapleTree<T>;

    fn deref(&self) -> &MapleTree<T> {
        &self.tree
    }
}

impl<T: ForeignOwnable> MapleTreeAlloc<T> {
    /// Makes an empty tree. Allocates nothing.
    #[inline]
    pub fn new() -> impl PinInit<Self> {
        // INVARIANT: The flag says so.
        pin_init!(Self {
            tree <- MapleTree::with_flags(bindings::MT_FLAGS_ALLOC_RANGE),
        })
    }

    /// Finds the first free range of `size` numbers between two others.
    fn find(&self, size: usize, first: usize, last: usize) -> Result<usize, AllocErrorKind> {
        let mut guard = self.lock();
        let mut state = guard.ma_state(0, 0);
        // SAFETY: The state is new, of a tree that keeps track of gaps and whose lock is taken.
        let errno = unsafe { bindings::mas_empty_area(state.as_raw(), first, last, size) };
        match AllocErrorKind::of(errno) {
            None => Ok(state.range().0),
            Some(kind) => Err(kind),
        }
    }

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
                Some(_) => self.find(size, first, last),
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
