// SPDX-License-Identifier: GPL-2.0-only

//! Folders that are written down in statics.
//!
//! Tables of such a folder are data of the module, as C's are, and all that is done with them is in the
//! image. A module that has one registers it in its `init()` and keeps the [`Registered`].

use crate::{
    error::{code::EBUSY, Result},
    module::users::CodeUsers,
    sync::atomic::{Atomic, AtomicFlag, Full, Release},
};
use core::ptr::{null_mut, NonNull};

/// A static that can be registered. Files are there from [`add`](Self::add) to [`remove`](Self::remove).
pub trait Fixed: Sync {
    /// Makes the folder and its files. Fails if they are there.
    fn add(&'static self) -> Result;

    /// Removes them, if they are there.
    fn remove(&'static self);
}

/// A static folder with its files, until this value is dropped.
///
/// Dropping it removes the files, and waits for users who read or write one at that moment. A `Folder` is
/// registered by its `register()`; the macros that write one down have the examples.
///
/// # Context
///
/// Dropping it may sleep.
pub struct Registered<T: Fixed + 'static>(&'static T);

impl<T: Fixed> Registered<T> {
    /// Makes the folder and its files.
    #[inline(always)]
    pub(super) fn new(folder: &'static T) -> Result<Self> {
        folder.add()?;
        Ok(Self(folder))
    }
}

impl<T: Fixed> Drop for Registered<T> {
    #[inline(always)]
    fn drop(&mut self) {
        self.0.remove();
    }
}

/// Whether a static folder is there, and what C calls it: a `T`.
///
/// While it is there it counts as a user of the module's code, so that the module stays.
pub(super) struct Claim<T> {
    taken: AtomicFlag,
    made: Atomic<*mut T>,
    users: &'static CodeUsers,
}

impl<T> Claim<T> {
    /// For a folder of the code that this is evaluated in.
    pub(super) const fn new() -> Self {
        Self {
            taken: AtomicFlag::new(false),
            made: Atomic::new(null_mut()),
            users: CodeUsers::own(),
        }
    }

    /// Has `make` register the folder, unless it is there. No other `make` or `unmake` of this claim runs
    /// meanwhile.
    pub(super) fn take(&self, make: impl FnOnce() -> Result<NonNull<T>>) -> Result {
        if self.taken.xchg(true, Full) {
            return Err(EBUSY);
        }
        self.users.enter();
        match make() {
            Ok(made) => {
                self.made.store(made.as_ptr(), Release);
                Ok(())
            }
            Err(error) => {
                self.release();
                Err(error)
            }
        }
    }

    /// Has `unmake` remove the folder, if it is there.
    pub(super) fn give_back(&self, unmake: impl FnOnce(NonNull<T>)) {
        if let Some(made) = NonNull::new(self.made.xchg(null_mut(), Full)) {
            unmake(made);
            self.release();
        }
    }

    fn release(&self) {
        self.taken.store(false, Release);
        self.users.leave();
    }
}
