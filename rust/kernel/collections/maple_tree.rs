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
//!
//! # Safety
//!
//! What is in a [`MapleTree`] came from [`ForeignOwnable::into_foreign`] and belongs to the tree. It is
//! used by who has the tree's lock, as a [`MapleGuard`] does.

#![allow(unsafe_code)]

mod alloc;
mod errors;
#[cfg(CONFIG_KUNIT = "y")]
mod tests;

pub use self::{
    alloc::MapleTreeAlloc,
    errors::{AllocError, AllocErrorKind, InsertError, InsertErrorKind},
};

use crate::{
    alloc::Flags,
    ffi::c_void,
    prelude::const_assert,
    sync::lock::{held, spinlock::SpinLockBackend, Backend as _},
    types::{ForeignOwnable, NotThreadSafe, Opaque},
};
use core::{
    marker::PhantomData,
    mem::offset_of,
    ops::{Bound, RangeBounds},
    pin::Pin,
};
use pin_init::{pin_data, pin_init, pinned_drop, PinInit};

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
/// # Invariants
///
/// `tree` is initialised, with its inner lock. Its entries came from [`ForeignOwnable::into_foreign`] of
/// `T`. They are used with that lock, and taken back when they are removed.
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
#[pin_data(PinnedDrop)]
#[repr(transparent)]
pub struct MapleTree<T: ForeignOwnable> {
    #[pin]
    tree: Opaque<bindings::maple_tree>,
    _owned: PhantomData<T>,
}

// SAFETY: The objects go with the tree.
unsafe impl<T: ForeignOwnable + Send> Send for MapleTree<T> {}

// SAFETY: A shared tree gives its objects to who has the lock, one thread at a time.
unsafe impl<T: ForeignOwnable + Send> Sync for MapleTree<T> {}

impl<T: ForeignOwnable> MapleTree<T> {
    /// Makes an empty tree. Allocates nothing.
    pub fn new() -> impl PinInit<Self> {
        Self::with_flags(0)
    }

    fn with_flags(flags: u32) -> impl PinInit<Self> {
        // C marks entries of its own in the lowest two bits.
        const_assert!(T::FOREIGN_ALIGN >= 4, "the pointers are not aligned to 4");
        // INVARIANT: There are no entries.
        pin_init!(Self {
            // SAFETY: The initialiser writes the whole object, which stays where it is.
            tree <- Opaque::ffi_init(|tree| unsafe { bindings::mt_init_flags(tree, flags) }),
            _owned: PhantomData,
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
        let entry = value.into_foreign();
        held::check(self.raw_lock());
        // INVARIANT: The tree takes the object over.
        // SAFETY: By the type's invariant the tree is initialised. C takes its lock. The pointer is
        // aligned as `with_flags()` demands, so that it is no entry of C's own.
        let errno = unsafe {
            bindings::mtree_insert_range(self.tree.get(), first, last, entry, gfp.as_raw())
        };
        match InsertErrorKind::of(errno) {
            None => Ok(()),
            Some(cause) => Err(InsertError {
                // SAFETY: The pointer is from `into_foreign()` above, and C has not stored it.
                value: unsafe { T::from_foreign(entry) },
                cause,
            }),
        }
    }

    /// Takes the object out whose range has a number in it, with the whole range.
    ///
    /// # Context
    ///
    /// Takes the tree's lock. May allocate, but does not sleep for it.
    #[inline]
    pub fn erase(&self, index: usize) -> Option<T> {
        held::check(self.raw_lock());
        // SAFETY: By the type's invariant the tree is initialised. C takes its lock. What it returns is
        // null, or an object's, by the type's invariant. It is not in the tree any more, and nobody
        // borrows it: that takes the lock.
        unsafe { T::try_from_foreign(bindings::mtree_erase(self.tree.get(), index)) }
    }

    /// The tree's lock, that of C's `mtree_lock()`.
    fn raw_lock(&self) -> *mut bindings::spinlock_t {
        // The lock is in a union, all of whose fields are at its address.
        let offset = offset_of!(bindings::maple_tree, __bindgen_anon_1);
        self.tree.get().wrapping_byte_add(offset).cast()
    }

    /// Takes the lock, a spin lock that does not turn interrupts off.
    pub fn lock(&self) -> MapleGuard<'_, T> {
        // SAFETY: By the type's invariant the lock is initialised.
        let () = unsafe { SpinLockBackend::lock(self.raw_lock()) };
        // INVARIANT: The lock was taken.
        MapleGuard(self, NotThreadSafe)
    }
}

#[pinned_drop]
impl<T: ForeignOwnable> PinnedDrop for MapleTree<T> {
    fn drop(self: Pin<&mut Self>) {
        let mut start = Some(0);
        while let Some(first) = start {
            let mut guard = self.lock();
            let mut state = guard.ma_state(first, first);
            let entry = state.find_raw(usize::MAX);
            start = state.range().1.checked_add(1);
            // Objects are dropped without the lock: that may sleep.
            drop(guard);
            if entry.is_null() {
                break;
            }
            // SAFETY: By the type's invariant it is an object's, which nobody uses any more. No walk
            // comes to this entry again: the next one starts behind its range.
            drop(unsafe { T::from_foreign(entry) });
        }
        // SAFETY: The tree is initialised, and this function has it alone. C frees its own memory and
        // looks at no object.
        unsafe { bindings::mtree_destroy(self.tree.get()) };
    }
}

/// The right to a tree's objects.
///
/// # Invariants
///
/// The lock of the tree is taken, by this context.
#[must_use = "if unused, the lock will be immediately unlocked"]
pub struct MapleGuard<'tree, T: ForeignOwnable>(&'tree MapleTree<T>, NotThreadSafe);

impl<'tree, T: ForeignOwnable> Drop for MapleGuard<'tree, T> {
    fn drop(&mut self) {
        // SAFETY: By the type's invariant this context has the lock.
        unsafe { SpinLockBackend::unlock(self.0.raw_lock(), &()) };
    }
}

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
        let state = Opaque::uninit();
        // SAFETY: The function writes the whole state and keeps no pointer to it.
        unsafe { bindings::maple_state_init(state.get(), self.0.tree.get(), first, end) };
        // INVARIANT: The guard is borrowed exclusively.
        MaState {
            state,
            _guard: PhantomData,
        }
    }

    /// Borrows the object whose range has a number in it.
    pub fn load(&mut self, index: usize) -> Option<T::BorrowedMut<'_>> {
        // SAFETY: By the tree's invariant it is initialised. C takes no lock but RCU's. What it returns is
        // null, or an object's, by the same invariant. All use of that takes the lock, and so this guard,
        // which is borrowed exclusively.
        unsafe {
            let entry = bindings::mtree_load(self.0.tree.get(), index);
            (!entry.is_null()).then(|| T::borrow_mut(entry))
        }
    }
}

/// A walk along a tree, in the order of numbers.
///
/// # Invariants
///
/// `state` is initialised for a tree whose guard is borrowed exclusively for `'tree`.
pub struct MaState<'tree, T: ForeignOwnable> {
    state: Opaque<bindings::ma_state>,
    _guard: PhantomData<&'tree mut MapleGuard<'tree, T>>,
}

impl<'tree, T: ForeignOwnable> MaState<'tree, T> {
    #[inline]
    fn find_raw(&mut self, max: usize) -> *mut c_void {
        // SAFETY: By the type's invariant the state is initialised and the lock is taken. The tree has
        // not changed since the walk began: that takes the lock.
        unsafe { bindings::mas_find(self.state.get(), max) }
    }

    /// The state, for C.
    fn as_raw(&mut self) -> *mut bindings::ma_state {
        self.state.get()
    }

    /// The first and the last number of the range that was found.
    #[inline]
    fn range(&self) -> (usize, usize) {
        let state = self.state.get();
        // SAFETY: By the type's invariant the state is initialised.
        unsafe { ((*state).index, (*state).last) }
    }

    /// Borrows the next object, if its range begins at `max` or before.
    ///
    /// The first call gives the object at the number where the walk starts, if there is one.
    pub fn find(&mut self, max: usize) -> Option<T::BorrowedMut<'_>> {
        let entry = self.find_raw(max);
        if entry.is_null() {
            return None;
        }
        // SAFETY: By the tree's invariant it is an object's. All use of it takes the lock, and so the
        // guard and this walk, which are borrowed exclusively.
        Some(unsafe { T::borrow_mut(entry) })
    }
}
