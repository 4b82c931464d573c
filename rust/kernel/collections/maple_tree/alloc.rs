// SPDX-License-Identifier: GPL-2.0-only

//! [`MapleTreeAlloc`]: a maple tree that finds free ranges.
//!
//! # Safety
//!
//! Owns that the tree was initialised to keep track of gaps.

#![allow(unsafe_code)]

use super::{bounds, AllocError, AllocErrorKind, MapleTree};
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
    pub fn new() -> impl PinInit<Self> {
        // INVARIANT: The flag says so.
        pin_init!(Self {
            tree <- MapleTree::with_flags(bindings::MT_FLAGS_ALLOC_RANGE),
        })
    }

    /// Inserts an object at the first free range of `size` numbers in `range`, and returns where that
    /// begins.
    ///
    /// Some kernels do not use the last number of `range`.
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
        // As many as `size`, counted from zero.
        let fits = |(first, last): &(usize, usize)| {
            size.checked_sub(1)
                .is_some_and(|len| len <= last.wrapping_sub(*first))
        };
        let Some((first, last)) = bounds(&range).filter(fits) else {
            let cause = AllocErrorKind::InvalidRequest;
            return Err(AllocError { value, cause });
        };
        let entry = value.into_foreign();
        let mut index = 0;
        // SAFETY: The tree is initialised and keeps track of gaps. C takes its lock, and writes the
        // number. The pointer is aligned as `with_flags()` demands.
        let errno = unsafe {
            bindings::mtree_alloc_range(
                self.tree.tree.get(),
                &mut index,
                entry,
                size,
                first,
                last,
                gfp.as_raw(),
            )
        };
        match AllocErrorKind::of(errno) {
            None => Ok(index),
            Some(cause) => Err(AllocError {
                // SAFETY: The pointer is from `into_foreign()` above, and C has not stored it.
                value: unsafe { T::from_foreign(entry) },
                cause,
            }),
        }
    }
}
