// SPDX-License-Identifier: GPL-2.0-only

//! Objects of Rust's in C's maps from numbers to pointers, which have a spin lock of their own.
//!
//! An [`XArray`](super::xarray::XArray) and a `MapleTree` are such.
//!
//! # Safety
//!
//! What is in [`Entries`] came from [`ForeignOwnable::into_foreign`] and belongs to them. It is used by who
//! has their lock, as [`Locked`] does. A `MapleTreeAlloc` keeps track of gaps.

#![allow(unsafe_code)]

#[cfg(CONFIG_RUST_MAPLE_TREE)]
use super::maple_tree::MapleTree;
use super::xarray::{AllocKind, StoreError};
#[cfg(CONFIG_RUST_MAPLE_TREE)]
use crate::ffi::c_int;
use crate::{
    alloc::Flags,
    error::Error,
    ffi::c_void,
    prelude::const_assert,
    sync::lock::{held, spinlock::SpinLockBackend, Backend as _},
    types::{ForeignOwnable, NotThreadSafe, Opaque},
};
#[cfg(CONFIG_RUST_MAPLE_TREE)]
use core::ops::Deref;
use core::{marker::PhantomData, mem::offset_of, pin::Pin};
use pin_init::{pin_data, pin_init, pinned_drop, PinInit};

/// A map of C's from numbers to pointers.
///
/// # Safety
///
/// - At the offset [`LOCK`](Self::LOCK) is a spin lock, which is initialised as the map is.
/// - [`empty`](Self::empty) calls the function once for each pointer that is in the map, and for no other.
pub(super) unsafe trait Map: Sized {
    /// Where its lock is.
    const LOCK: usize;

    /// Calls `each` with each pointer, without the lock, and frees C's own memory.
    ///
    /// # Safety
    ///
    /// - `this` is initialised. The caller has it alone, and does not use it any more.
    /// - `each` may be called once with each of the pointers.
    unsafe fn empty(this: *mut Self, each: unsafe fn(*mut c_void));
}

/// Objects in a map of C's.
///
/// # Invariants
///
/// `map` is initialised. Each of its entries came from [`ForeignOwnable::into_foreign`] of `T`, or is
/// reserved, which reads as no entry. They are used with the lock of `map`, and taken back when they are
/// removed.
#[pin_data(PinnedDrop)]
#[repr(transparent)]
pub(super) struct Entries<M: Map, T: ForeignOwnable> {
    #[pin]
    map: Opaque<M>,
    _owned: PhantomData<T>,
}

// SAFETY: The objects go with the map.
unsafe impl<M: Map, T: ForeignOwnable + Send> Send for Entries<M, T> {}

// SAFETY: A shared map gives its objects to who has the lock, one thread at a time.
unsafe impl<M: Map, T: ForeignOwnable + Send> Sync for Entries<M, T> {}

impl<M: Map, T: ForeignOwnable> Entries<M, T> {
    /// Makes a map without entries.
    ///
    /// # Safety
    ///
    /// `init` initialises a map without entries.
    #[inline]
    unsafe fn new(init: impl FnOnce(*mut M)) -> impl PinInit<Self> {
        // C marks entries of its own in the lowest two bits.
        const_assert!(T::FOREIGN_ALIGN >= 4, "the pointers are not aligned to 4");
        // INVARIANT: The caller's promise: there are no entries.
        pin_init!(Self {
            map <- Opaque::ffi_init(init),
            _owned: PhantomData,
        })
    }

    fn raw_lock(&self) -> *mut bindings::spinlock_t {
        self.map.get().wrapping_byte_add(M::LOCK).cast()
    }

    /// Takes the lock, if nobody has it.
    #[inline]
    pub(super) fn try_lock(&self) -> Option<Locked<'_, M, T>> {
        // SAFETY: By the type's invariant it is initialised.
        unsafe { SpinLockBackend::try_lock(self.raw_lock()) }?;
        // INVARIANT: The lock was taken.
        Some(Locked(self, NotThreadSafe))
    }

    /// Takes the lock, a spin lock that does not turn interrupts off.
    #[inline]
    pub(super) fn lock(&self) -> Locked<'_, M, T> {
        // SAFETY: By the type's invariant it is initialised.
        let () = unsafe { SpinLockBackend::lock(self.raw_lock()) };
        // INVARIANT: The lock was taken.
        Locked(self, NotThreadSafe)
    }
}

/// Drops what was an entry.
///
/// # Safety
///
/// It came from [`ForeignOwnable::into_foreign`] of `T`, and nobody uses it any more.
unsafe fn drop_entry<T: ForeignOwnable>(entry: *mut c_void) {
    // SAFETY: The caller's promise.
    drop(unsafe { T::from_foreign(entry) });
}

#[pinned_drop]
impl<M: Map, T: ForeignOwnable> PinnedDrop for Entries<M, T> {
    #[inline]
    fn drop(self: Pin<&mut Self>) {
        // SAFETY: The map is initialised, and this function has it alone. By the type's invariant its
        // entries are objects of `T`, which belong to it.
        unsafe { M::empty(self.map.get(), drop_entry::<T>) };
    }
}

/// The right to the objects of [`Entries`].
///
/// # Invariants
///
/// Their lock is taken, by this context.
pub(super) struct Locked<'a, M: Map, T: ForeignOwnable>(&'a Entries<M, T>, NotThreadSafe);

impl<M: Map, T: ForeignOwnable> Drop for Locked<'_, M, T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: By the type's invariant this context has the lock.
        unsafe { SpinLockBackend::unlock(self.0.raw_lock(), &()) };
    }
}

// SAFETY: `xa_lock` is its lock. `xa_find()` goes up with the numbers, past what was found.
unsafe impl Map for bindings::xarray {
    const LOCK: usize = offset_of!(bindings::xarray, xa_lock);

    #[cold]
    #[inline(never)]
    unsafe fn empty(this: *mut Self, each: unsafe fn(*mut c_void)) {
        let (mut from, max, present) = (Some(0), usize::MAX, bindings::XA_PRESENT);
        while let Some(mut index) = from {
            // SAFETY: The caller's promise. C takes RCU's lock. The number is a variable of the function. No
            // walk comes to an entry again: the next one starts behind it.
            unsafe {
                let entry = bindings::xa_find(this, &mut index, max, present);
                if entry.is_null() {
                    break;
                }
                each(entry);
            }
            from = index.checked_add(1);
        }
        // SAFETY: The caller's promise. C looks at no entry.
        unsafe { bindings::xa_destroy(this) };
    }
}

impl<T: ForeignOwnable> Entries<bindings::xarray, T> {
    /// Makes an array without entries.
    #[inline]
    pub(super) fn array(kind: AllocKind) -> impl PinInit<Self> {
        let flags = match kind {
            AllocKind::Alloc => bindings::XA_FLAGS_ALLOC,
            AllocKind::Alloc1 => bindings::XA_FLAGS_ALLOC1,
        };
        // SAFETY: The function writes the whole object, which stays where it is.
        unsafe { Self::new(move |xa| bindings::xa_init_flags(xa, flags)) }
    }
}

impl<T: ForeignOwnable> Locked<'_, bindings::xarray, T> {
    /// The pointer at a place, if there is one.
    #[inline]
    fn load(&self, index: usize) -> Option<*mut c_void> {
        // SAFETY: By the invariant of the array it is initialised.
        let entry = unsafe { bindings::xa_load(self.0.map.get(), index) };
        (!entry.is_null()).then_some(entry)
    }

    /// Borrows the object at a place.
    #[inline]
    pub(super) fn get(&self, index: usize) -> Option<T::Borrowed<'_>> {
        let entry = self.load(index)?;
        // SAFETY: By the array's invariant it is an object's. Removing it takes this value
        // exclusively, as does borrowing it so, and nobody else has the lock.
        Some(unsafe { T::borrow(entry) })
    }

    /// Borrows the object at a place exclusively.
    #[inline]
    pub(super) fn get_mut(&mut self, index: usize) -> Option<T::BorrowedMut<'_>> {
        let entry = self.load(index)?;
        // SAFETY: By the array's invariant it is an object's. All use of it takes this value, which is
        // borrowed exclusively, and nobody else has the lock.
        Some(unsafe { T::borrow_mut(entry) })
    }

    /// Takes the object at a place out.
    #[inline]
    pub(super) fn remove(&mut self, index: usize) -> Option<T> {
        // SAFETY: By the invariants the array is initialised and the lock is taken. What C returns is null,
        // or an object's, by the array's invariant. It is not in the array any more, and nobody borrows
        // it: that takes this value.
        unsafe { T::try_from_foreign(bindings::__xa_erase(self.0.map.get(), index)) }
    }

    /// Puts an object at a place. Returns the one that was there, or the new one if it fails.
    ///
    /// If `gfp` allows it to sleep, the lock may be given up and taken again in between.
    #[inline]
    pub(super) fn store(
        &mut self,
        index: usize,
        value: T,
        gfp: Flags,
    ) -> Result<Option<T>, StoreError<T>> {
        let new = value.into_foreign();
        // INVARIANT: The array takes the object over.
        // SAFETY: By the invariants the array is initialised and the lock is taken. The pointer is
        // aligned as `Entries::new()` demands, so that it is no entry of C's own.
        let old = held::given_to_c(self.0.raw_lock(), || unsafe {
            bindings::__xa_store(self.0.map.get(), index, new, gfp.as_raw())
        });
        // SAFETY: C looks at the number that the pointer is.
        if unsafe { bindings::xa_is_err(old) } {
            return Err(StoreError {
                error: error_of(old),
                // SAFETY: The pointer is from `into_foreign()` above, and C has not stored it.
                value: unsafe { T::from_foreign(new) },
            });
        }
        // SAFETY: Null, or an object's, by the array's invariant. It is not in the array any more,
        // and nobody borrows it: that takes this value.
        Ok(unsafe { T::try_from_foreign(old) })
    }
}

/// The error that an XArray's function has returned as an entry.
#[cold]
#[inline(never)]
fn error_of(entry: *mut c_void) -> Error {
    // SAFETY: C looks at the number that the pointer is.
    Error::from_errno(unsafe { bindings::xa_err(entry) })
}

// SAFETY: `mtree_lock()` takes a lock in a union, all of whose fields are at its address. `mas_find()`
// goes up with the numbers, past the range of what was found.
#[cfg(CONFIG_RUST_MAPLE_TREE)]
unsafe impl Map for bindings::maple_tree {
    const LOCK: usize = offset_of!(bindings::maple_tree, __bindgen_anon_1);

    #[cold]
    #[inline(never)]
    unsafe fn empty(this: *mut Self, each: unsafe fn(*mut c_void)) {
        let lock = this.wrapping_byte_add(Self::LOCK).cast();
        let mut from = Some(0);
        while let Some(first) = from {
            let state = Opaque::uninit();
            // SAFETY: The caller's promise. The state is initialised for the tree, whose lock is taken as
            // long as it is used. No walk comes to an entry again: the next one starts behind its range.
            unsafe {
                let () = SpinLockBackend::lock(lock);
                bindings::maple_state_init(state.get(), this, first, first);
                let entry = bindings::mas_find(state.get(), usize::MAX);
                let last = (*state.get()).last;
                SpinLockBackend::unlock(lock, &());
                if entry.is_null() {
                    break;
                }
                each(entry);
                from = last.checked_add(1);
            }
        }
        // SAFETY: The caller's promise. C looks at no entry.
        unsafe { bindings::mtree_destroy(this) };
    }
}

#[cfg(CONFIG_RUST_MAPLE_TREE)]
impl<T: ForeignOwnable> Entries<bindings::maple_tree, T> {
    /// Makes a tree without entries.
    #[inline]
    pub(super) fn tree() -> impl PinInit<Self> {
        Self::with_flags(0)
    }

    #[inline]
    fn with_flags(flags: u32) -> impl PinInit<Self> {
        // SAFETY: The function writes the whole object, which stays where it is.
        unsafe { Self::new(move |tree| bindings::mt_init_flags(tree, flags)) }
    }

    /// Inserts an object for the numbers from `first` to `last`. Gives it back, with C's error, if it fails.
    #[inline]
    pub(super) fn insert(
        &self,
        first: usize,
        last: usize,
        value: T,
        gfp: Flags,
    ) -> Result<(), (T, c_int)> {
        let entry = value.into_foreign();
        // INVARIANT: The tree takes the object over.
        // SAFETY: By the type's invariant the tree is initialised. C takes its lock. The pointer is
        // aligned as `new()` demands, so that it is no entry of C's own.
        let errno = held::taken_by_c(self.raw_lock(), || unsafe {
            bindings::mtree_insert_range(self.map.get(), first, last, entry, gfp.as_raw())
        });
        if errno == 0 {
            return Ok(());
        }
        // SAFETY: The pointer is from `into_foreign()` above, and C has not stored it.
        Err((unsafe { T::from_foreign(entry) }, errno))
    }

    /// Takes the object out whose range has a number in it, with the whole range; none if C has no memory.
    #[inline]
    pub(super) fn erase(&self, index: usize) -> Option<T> {
        // SAFETY: By the type's invariant the tree is initialised.
        let entry = unsafe { take_out(self.map.get(), index) };
        // SAFETY: Null, or an object's, by the type's invariant, and not in the tree any more. Nobody borrows
        // it: that takes the lock.
        unsafe { T::try_from_foreign(entry) }
    }
}

/// Takes the entry out whose range has a number in it. Null if there is none, or no memory for that.
///
/// # Safety
///
/// The tree is initialised. The caller does not have its lock.
// In the image: there is nothing of the entries' type in it.
#[cfg(CONFIG_RUST_MAPLE_TREE)]
#[inline(never)]
unsafe fn take_out(tree: *mut bindings::maple_tree, index: usize) -> *mut c_void {
    let lock = tree
        .wrapping_byte_add(<bindings::maple_tree as Map>::LOCK)
        .cast();
    let state: Opaque<bindings::ma_state> = Opaque::uninit();
    // C does not give the lock up for memory that nobody waits for.
    let gfp = bindings::GFP_ATOMIC | bindings::__GFP_NOWARN;
    // SAFETY: The caller promises a tree. The state is initialised for it before each use, and the lock is
    // taken meanwhile, so that the second range is that of the entry.
    unsafe {
        let () = SpinLockBackend::lock(lock);
        bindings::maple_state_init(state.get(), tree, index, index);
        let mut entry = bindings::mas_walk(state.get());
        if !entry.is_null() {
            let (first, last) = ((*state.get()).index, (*state.get()).last);
            bindings::maple_state_init(state.get(), tree, first, last);
            if bindings::mas_store_gfp(state.get(), core::ptr::null_mut(), gfp) != 0 {
                entry = core::ptr::null_mut();
            }
        }
        SpinLockBackend::unlock(lock, &());
        entry
    }
}

#[cfg(CONFIG_RUST_MAPLE_TREE)]
impl<T: ForeignOwnable> Locked<'_, bindings::maple_tree, T> {
    /// Starts a walk at a range of numbers.
    #[inline]
    pub(super) fn walk(&mut self, first: usize, end: usize) -> Walk<'_, T> {
        let state = Opaque::uninit();
        // SAFETY: The function writes the whole state and keeps no pointer to it.
        unsafe { bindings::maple_state_init(state.get(), self.0.map.get(), first, end) };
        // INVARIANT: This value is borrowed exclusively.
        Walk {
            state,
            _locked: PhantomData,
        }
    }

    /// Borrows the object whose range has a number in it.
    #[inline]
    pub(super) fn load(&mut self, index: usize) -> Option<T::BorrowedMut<'_>> {
        // SAFETY: By the tree's invariant it is initialised. C takes no lock but RCU's. What it returns is
        // null, or an object's, by the same invariant. All use of that takes the lock, and so this value,
        // which is borrowed exclusively.
        unsafe {
            let entry = bindings::mtree_load(self.0.map.get(), index);
            (!entry.is_null()).then(|| T::borrow_mut(entry))
        }
    }
}

/// A walk along a tree, in the order of numbers.
///
/// # Invariants
///
/// `state` is initialised for a tree whose lock is taken, by who has that borrowed exclusively for `'a`.
#[cfg(CONFIG_RUST_MAPLE_TREE)]
pub(super) struct Walk<'a, T: ForeignOwnable> {
    state: Opaque<bindings::ma_state>,
    _locked: PhantomData<&'a mut Locked<'a, bindings::maple_tree, T>>,
}

#[cfg(CONFIG_RUST_MAPLE_TREE)]
impl<T: ForeignOwnable> Walk<'_, T> {
    #[inline]
    fn find_raw(&mut self, max: usize) -> *mut c_void {
        // SAFETY: By the type's invariant the state is initialised and the lock is taken. The tree has
        // not changed since the walk began: that takes the lock.
        unsafe { bindings::mas_find(self.state.get(), max) }
    }

    /// The first and the last number of the range that was found.
    #[inline]
    fn range(&self) -> (usize, usize) {
        let state = self.state.get();
        // SAFETY: By the type's invariant the state is initialised.
        unsafe { ((*state).index, (*state).last) }
    }

    /// Borrows the next object, if its range begins at `max` or before.
    #[inline]
    pub(super) fn find(&mut self, max: usize) -> Option<T::BorrowedMut<'_>> {
        let entry = self.find_raw(max);
        if entry.is_null() {
            return None;
        }
        // SAFETY: By the tree's invariant it is an object's. All use of it takes the lock, and so the
        // guard and this walk, which are borrowed exclusively.
        Some(unsafe { T::borrow_mut(entry) })
    }
}

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
#[cfg(CONFIG_RUST_MAPLE_TREE)]
#[pin_data]
#[repr(transparent)]
pub struct MapleTreeAlloc<T: ForeignOwnable> {
    #[pin]
    tree: MapleTree<T>,
}

#[cfg(CONFIG_RUST_MAPLE_TREE)]
impl<T: ForeignOwnable> Deref for MapleTreeAlloc<T> {
    type Target = MapleTree<T>;

    #[inline]
    fn deref(&self) -> &MapleTree<T> {
        &self.tree
    }
}

#[cfg(CONFIG_RUST_MAPLE_TREE)]
impl<T: ForeignOwnable> MapleTreeAlloc<T> {
    /// Makes an empty tree. Allocates nothing.
    #[inline]
    pub fn new() -> impl PinInit<Self> {
        // INVARIANT: The flag says so.
        pin_init!(Self {
            tree <- pin_init!(MapleTree {
                tree <- Entries::with_flags(bindings::MT_FLAGS_ALLOC_RANGE),
            }),
        })
    }

    /// Finds the first free range of `size` numbers between two others. Fails with C's error.
    pub(super) fn find(&self, size: usize, first: usize, last: usize) -> Result<usize, c_int> {
        let mut locked = self.tree.tree.lock();
        let walk = locked.walk(0, 0);
        // SAFETY: The state is new, of a tree that keeps track of gaps and whose lock is taken.
        match unsafe { bindings::mas_empty_area(walk.state.get(), first, last, size) } {
            0 => Ok(walk.range().0),
            errno => Err(errno),
        }
    }
}
