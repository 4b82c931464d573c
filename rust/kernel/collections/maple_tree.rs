// SPDX-License-Identifier: GPL-2.0-only

//! Objects by range of numbers, in C's maple trees.
//!
//! A [`MapleTree`] keeps ranges that do not overlap, each with an object. It has a lock of its own.
//! A [`MapleTreeAlloc`] finds free ranges besides.
//!
//! The module is there if the kernel has maple trees (`CONFIG_RUST_MAPLE_TREE`).
//!
//! C header: [`include/linux/maple_tree.h`](srctree/include/linux/maple_tree.h)
//!
//! Reference: <https://docs.kernel.org/core-api/maple_tree.html>

mod alloc;
mod errors;
#[cfg(CONFIG_KUNIT = "y")]
#[allow(unsafe_code, reason = "a suite of KUnit lies in a section of its own")]
mod tests;

pub use self::{
    alloc::MapleTreeAlloc,
    errors::{AllocError, AllocErrorKind, InsertError, InsertErrorKind},
};

use super::entries::{Entries, Locked, Walk};
use crate::{alloc::Flags, types::ForeignOwnable};
use core::ops::{Bound, RangeBounds};
use pin_init::{pin_data, pin_init, PinInit};

/// The first and the last number of a range. `None` if there is no number in it.
fn bounds(range: &impl RangeBounds<usize>) -> Option<(usize, usize)> {
    let first = match range.start_bound() {
        Bound::Included(first) => *first,
        Bound::Excluded(before) => before.checked_add(1)?,
        Bound::Unbounded => 0,
    };
    let last = match range.end_bound() {
        Bound::Included(last) => *last,
        Bound::Excluded(end) => end.checked_sub(1)?,
        Bound::Unbounded => usize::MAX,
    };
    (first <= last).then_some((first, last))
}

/// A map from ranges of numbers to objects.
///
/// # Examples
///
/// ```
/// use kernel::{maple_tree::{InsertErrorKind, MapleTree}, prelude::*};
///
/// let tree = KBox::pin_init(MapleTree::<KBox<i32>>::new(), GFP_KERNEL)?;
/// tree.insert(100, KBox::new(10, GFP_KERNEL)?, GFP_KERNEL)?;
/// tree.insert_range(200..300, KBox::new(20, GFP_KERNEL)?, GFP_KERNEL)?;
///
/// let taken = tree.insert_range(250..=260, KBox::new(30, GFP_KERNEL)?, GFP_KERNEL);
/// let failed = taken.err().ok_or(EINVAL)?;
/// assert_eq!(failed.cause, InsertErrorKind::Occupied);
/// assert_eq!(*failed.value, 30);
///
/// let mut guard = tree.lock();
/// assert!(guard.load(101).is_none());
/// if let Some(value) = guard.load(299) {
///     *value += 1;
/// }
/// drop(guard);
/// assert_eq!(tree.erase(200).as_deref(), Some(&21));
/// assert!(tree.erase(299).is_none());
/// # Ok::<(), Error>(())
/// ```
#[pin_data]
#[repr(transparent)]
pub struct MapleTree<T: ForeignOwnable> {
    #[pin]
    pub(super) tree: Entries<bindings::maple_tree, T>,
}

impl<T: ForeignOwnable> MapleTree<T> {
    /// Makes an empty tree. Allocates nothing.
    pub fn new() -> impl PinInit<Self> {
        pin_init!(Self {
            tree <- Entries::tree(),
        })
    }

    /// Inserts an object at one number.
    ///
    /// # Errors
    ///
    /// As [`insert_range`](Self::insert_range).
    ///
    /// # Context
    ///
    /// Takes the tree's lock. May sleep if `gfp` allows it.
    pub fn insert(&self, index: usize, value: T, gfp: Flags) -> Result<(), InsertError<T>> {
        self.insert_range(index..=index, value, gfp)
    }

    /// Inserts an object for a range of numbers.
    ///
    /// # Errors
    ///
    /// [`Occupied`](InsertErrorKind::Occupied) if there is an object at one of them,
    /// [`AllocError`](InsertErrorKind::AllocError) without memory, and
    /// [`InvalidRequest`](InsertErrorKind::InvalidRequest) for an empty range. The object comes back.
    ///
    /// # Context
    ///
    /// Takes the tree's lock. May sleep if `gfp` allows it.
    pub fn insert_range<R>(&self, range: R, value: T, gfp: Flags) -> Result<(), InsertError<T>>
    where
        R: RangeBounds<usize>,
    {
        let Some((first, last)) = bounds(&range) else {
            let cause = InsertErrorKind::InvalidRequest;
            return Err(InsertError { value, cause });
        };
        self.tree
            .insert(first, last, value, gfp)
            .map_err(|(value, errno)| InsertError {
                value,
                cause: InsertErrorKind::of(errno),
            })
    }

    /// Takes the object out whose range has a number in it, with the whole range.
    ///
    /// That may take memory, as the tree stays balanced. If there is none, not even of what is kept for those
    /// who cannot wait, the object stays.
    ///
    /// # Context
    ///
    /// Takes the tree's lock. May allocate, but does not sleep for it.
    #[inline]
    pub fn erase(&self, index: usize) -> Option<T> {
        self.tree.erase(index)
    }

    /// Takes the lock, a spin lock that does not turn interrupts off.
    pub fn lock(&self) -> MapleGuard<'_, T> {
        MapleGuard(self.tree.lock())
    }
}

/// The right to a tree's objects.
#[must_use = "if unused, the lock will be immediately unlocked"]
pub struct MapleGuard<'tree, T: ForeignOwnable>(Locked<'tree, bindings::maple_tree, T>);

impl<'tree, T: ForeignOwnable> MapleGuard<'tree, T> {
    /// Starts a walk at a range of numbers.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::{maple_tree::MapleTree, prelude::*};
    ///
    /// let tree = KBox::pin_init(MapleTree::new(), GFP_KERNEL)?;
    /// for index in [10, 20, 30, 40] {
    ///     tree.insert(index, KBox::new(index, GFP_KERNEL)?, GFP_KERNEL)?;
    /// }
    /// let mut guard = tree.lock();
    /// let mut walk = guard.ma_state(15, usize::MAX);
    /// let mut sum = 0;
    /// while let Some(value) = walk.find(35) {
    ///     sum += *value;
    /// }
    /// assert_eq!(sum, 50);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn ma_state(&mut self, first: usize, end: usize) -> MaState<'_, T> {
        MaState(self.0.walk(first, end))
    }

    /// Borrows the object whose range has a number in it.
    pub fn load(&mut self, index: usize) -> Option<T::BorrowedMut<'_>> {
        self.0.load(index)
    }
}

/// A walk along a tree, in the order of numbers.
pub struct MaState<'tree, T: ForeignOwnable>(Walk<'tree, T>);

impl<'tree, T: ForeignOwnable> MaState<'tree, T> {
    /// Borrows the next object, if its range begins at `max` or before.
    ///
    /// The first call gives the object at the number where the walk starts, if there is one.
    pub fn find(&mut self, max: usize) -> Option<T::BorrowedMut<'_>> {
        self.0.find(max)
    }
}
