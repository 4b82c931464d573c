// SPDX-License-Identifier: GPL-2.0-only

//! Data that belongs to a lock somewhere else.
//!
//! # Safety
//!
//! A [`LockedBy`]'s data is accessed by those alone who borrow the data of the lock that it was made
//! for.

#![allow(unsafe_code)]

use super::lock::{Backend, Lock};
use core::cell::UnsafeCell;

/// Data that may be touched by whoever holds a certain lock, which is not around it.
///
/// Many objects of a kind may share the lock of what contains them, for instance. The proof that the
/// lock is held is a borrow of the lock's own data, which must be the very same object.
///
/// # Invariants
///
/// `owner` is the address of the data of a lock, and nothing else uses `data`.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, sync::{new_mutex, LockedBy, Mutex}};
///
/// struct Directory {
///     total: u64,
/// }
///
/// struct File {
///     size: LockedBy<u64, Directory>,
/// }
///
/// fn grow(directory: &Mutex<Directory>, file: &File, by: u64) {
///     let mut guard = directory.lock();
///     guard.total += by;
///     *file.size.access_mut(&mut guard) += by;
/// }
///
/// let directory = KBox::pin_init(new_mutex!(Directory { total: 0 }), GFP_KERNEL)?;
/// let file = File { size: LockedBy::new(&directory, 0) };
/// grow(&directory, &file, 10);
/// grow(&directory, &file, 5);
/// let guard = directory.lock();
/// assert_eq!((*file.size.access(&guard), guard.total), (15, 15));
/// # Ok::<(), Error>(())
/// ```
pub struct LockedBy<T: ?Sized, U: ?Sized> {
    owner: *const U,
    data: UnsafeCell<T>,
}

// SAFETY: The data goes along; the pointer is only compared.
unsafe impl<T: ?Sized + Send, U: ?Sized> Send for LockedBy<T, U> {}

// SAFETY: Those who have the owner's data exclusively get at this data one after another, each as if
// it were sent to them; `access()` asks for `Sync` by itself.
unsafe impl<T: ?Sized + Send, U: ?Sized> Sync for LockedBy<T, U> {}

impl<T, U> LockedBy<T, U> {
    /// Wraps `data`, which belongs to the lock `owner` from now on.
    ///
    /// The data of `owner` must have a size: else its address would not tell it from others.
    pub fn new<B: Backend>(owner: &Lock<U, B>, data: T) -> Self {
        const { assert!(size_of::<U>() > 0, "the owner's address must be its own") };
        // INVARIANT: The address is that of the lock's data.
        LockedBy {
            owner: owner.data_ptr(),
            data: UnsafeCell::new(data),
        }
    }
}

impl<T: ?Sized, U> LockedBy<T, U> {
    /// The data, for reading.
    ///
    /// # Panics
    ///
    /// If `owner` is not the data of the lock that this data belongs to.
    #[inline]
    pub fn access<'a>(&'a self, owner: &'a U) -> &'a T
    where
        T: Sync,
    {
        self.check(owner);
        // SAFETY: The owner's data is borrowed, thus its lock is held or nobody else has it, and
        // nobody can have it exclusively, as changing this data would take, during `'a`.
        unsafe { &*self.data.get() }
    }

    /// The data, for changing.
    ///
    /// # Panics
    ///
    /// If `owner` is not the data of the lock that this data belongs to.
    #[inline]
    pub fn access_mut<'a>(&'a self, owner: &'a mut U) -> &'a mut T {
        self.check(owner);
        // SAFETY: The owner's data is borrowed exclusively, and any access to this data borrows it
        // too: there is no other one during `'a`.
        unsafe { &mut *self.data.get() }
    }

    #[inline]
    fn check(&self, owner: &U) {
        if !core::ptr::eq(owner, self.owner) {
            wrong_owner();
        }
    }
}

/// Going on would let two threads change the same data.
///
/// Never returns. Its type does not say so, and C's objtool finds a caller that goes on after the
/// call rather than one that ends in the middle.
#[cold]
#[inline(never)]
fn wrong_owner() {
    panic!("LockedBy: the data belongs to another lock");
}
