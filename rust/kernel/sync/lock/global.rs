// SPDX-License-Identifier: GPL-2.0-only

//! Locks in a `static`, and data that belongs to a lock somewhere else.
//!
//! # Safety
//!
//! A [`GlobalLock`] is initialised once before it is used, which is a promise of whoever declares it.
//! The data of a [`LockedBy`] is accessed by those alone who borrow the data of the lock that it was made
//! for, that of a [`GlobalLockedBy`] by those who borrow the lock's guard.

#![allow(unsafe_code)]

use super::{Backend, Guard, Lock};
use crate::{
    str::{CStr, CStrExt as _},
    sync::LockClassKey,
    types::Opaque,
};
use core::{
    cell::UnsafeCell,
    marker::{PhantomData, PhantomPinned},
    ops::{Deref, DerefMut},
    pin::Pin,
};

/// What a lock in a `static` is. [`global_lock!`] writes it.
pub trait GlobalLockBackend {
    /// The name for lockdep.
    const NAME: &'static CStr;

    /// What the lock guards.
    type Item: 'static;

    /// The kind of lock.
    type Backend: Backend + 'static;

    /// The class for lockdep.
    fn get_lock_class() -> Pin<&'static LockClassKey>;
}

/// A lock in a `static`. [`global_lock!`] declares one.
///
/// # Invariants
///
/// [`init`](GlobalLock::init) is called before any other method. There is one lock of each type `B`.
pub struct GlobalLock<B: GlobalLockBackend> {
    inner: Lock<B::Item, B::Backend>,
}

impl<B: GlobalLockBackend> GlobalLock<B> {
    /// Makes a lock over `data`, not initialised yet.
    ///
    /// # Safety
    ///
    /// - The result is stored in a `static`, and [`init`](GlobalLock::init) is called before any other
    ///   method.
    /// - It is the only lock of the type `B`.
    pub const unsafe fn new(data: B::Item) -> Self {
        // INVARIANT: The caller's promise.
        GlobalLock {
            inner: Lock {
                state: Opaque::uninit(),
                _pin: PhantomPinned,
                data: UnsafeCell::new(data),
            },
        }
    }

    /// Initialises the lock.
    ///
    /// # Safety
    ///
    /// It is called once, before the lock is used.
    pub unsafe fn init(&'static self) {
        let state = self.inner.state.get();
        // SAFETY: The lock is static, as are its name and key, and nobody uses it yet.
        unsafe { B::Backend::init(state, B::NAME.as_char_ptr(), B::get_lock_class().as_ptr()) };
    }

    /// Takes the lock, as [`Lock::lock`].
    #[inline]
    pub fn lock(&'static self) -> GlobalGuard<B> {
        GlobalGuard {
            inner: self.inner.lock(),
        }
    }

    /// Takes the lock if nobody has it, as [`Lock::try_lock`].
    #[inline]
    #[must_use = "if unused, the lock will be immediately unlocked"]
    pub fn try_lock(&'static self) -> Option<GlobalGuard<B>> {
        Some(GlobalGuard {
            inner: self.inner.try_lock()?,
        })
    }
}

/// The right to the data of a [`GlobalLock`]. Each lock has a type of guard of its own.
#[must_use = "the lock unlocks immediately when the guard is unused"]
pub struct GlobalGuard<B: GlobalLockBackend> {
    inner: Guard<'static, B::Item, B::Backend>,
}

impl<B: GlobalLockBackend> Deref for GlobalGuard<B> {
    type Target = B::Item;

    #[inline]
    fn deref(&self) -> &B::Item {
        &self.inner
    }
}

impl<B: GlobalLockBackend> DerefMut for GlobalGuard<B>
where
    B::Item: Unpin,
{
    #[inline]
    fn deref_mut(&mut self) -> &mut B::Item {
        &mut self.inner
    }
}

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

/// Data anywhere, under a lock in a `static`.
///
/// There is one lock of the type `B`, so that its guard is proof enough: unlike [`LockedBy`] nothing
/// is compared at run time.
pub struct GlobalLockedBy<T: ?Sized, B: GlobalLockBackend> {
    _lock: PhantomData<B>,
    value: UnsafeCell<T>,
}

// SAFETY: As for `LockedBy`, of which this is a special case.
unsafe impl<T, B> Send for GlobalLockedBy<T, B>
where
    T: ?Sized,
    B: GlobalLockBackend,
    LockedBy<T, B::Item>: Send,
{
}

// SAFETY: As for `LockedBy`, of which this is a special case.
unsafe impl<T, B> Sync for GlobalLockedBy<T, B>
where
    T: ?Sized,
    B: GlobalLockBackend,
    LockedBy<T, B::Item>: Sync,
{
}

impl<T, B: GlobalLockBackend> GlobalLockedBy<T, B> {
    /// Wraps data.
    pub fn new(val: T) -> Self {
        GlobalLockedBy {
            _lock: PhantomData,
            value: UnsafeCell::new(val),
        }
    }
}

impl<T: ?Sized, B: GlobalLockBackend> GlobalLockedBy<T, B> {
    /// The data, for reading.
    #[inline]
    pub fn as_ref<'a>(&'a self, _guard: &'a GlobalGuard<B>) -> &'a T
    where
        T: Sync,
    {
        // SAFETY: The only lock of the type is held and its guard is borrowed, so that nobody changes the
        // data meanwhile. A guard that is shared between threads gives a `&T` to each (`Sync`).
        unsafe { &*self.value.get() }
    }

    /// The data, for changing.
    #[inline]
    pub fn as_mut<'a>(&'a self, _guard: &'a mut GlobalGuard<B>) -> &'a mut T {
        // SAFETY: The only lock of the type is held and its only guard is borrowed exclusively, so that
        // nobody else has the data meanwhile.
        unsafe { &mut *self.value.get() }
    }

    /// The data, while nobody else has it.
    #[inline]
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }
}

/// Declares a lock in a `static`.
///
/// `unsafe(uninit)` stands for a promise: `init()` is called once, before the lock is used. The name
/// is that of a type, too: the one that stands for this lock in [`GlobalGuard`] and
/// [`GlobalLockedBy`].
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, sync::global_lock};
///
/// global_lock! {
///     // SAFETY: Initialised below, before the first use.
///     unsafe(uninit) static ROOMS: Mutex<i32> = 10;
/// }
///
/// // SAFETY: This is the only call, and nobody uses the lock yet.
/// unsafe { ROOMS.init() };
/// *ROOMS.lock() -= 1;
/// let left = *ROOMS.lock();
/// assert!(left < 10);
/// ```
///
/// Data elsewhere that belongs to the lock:
///
/// ```
/// use kernel::{prelude::*, sync::{global_lock, GlobalGuard, GlobalLockedBy}};
///
/// global_lock! {
///     // SAFETY: Initialised below, before the first use.
///     unsafe(uninit) static TABLE: SpinLock<()> = ();
/// }
///
/// struct Row {
///     cells: GlobalLockedBy<u32, TABLE>,
/// }
///
/// fn clear(row: &Row, guard: &mut GlobalGuard<TABLE>) {
///     *row.cells.as_mut(guard) = 0;
/// }
///
/// // SAFETY: This is the only call, and nobody uses the lock yet.
/// unsafe { TABLE.init() };
/// let row = Row { cells: GlobalLockedBy::new(3) };
/// let mut guard = TABLE.lock();
/// clear(&row, &mut guard);
/// assert_eq!(*row.cells.as_ref(&guard), 0);
/// ```
#[macro_export]
macro_rules! global_lock {
    {
        $(#[$meta:meta])* $pub:vis
        unsafe(uninit) static $name:ident: $kind:ident<$valuety:ty> = $value:expr;
    } => {
        #[doc(hidden)]
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        $pub enum $name {}

        impl $crate::sync::GlobalLockBackend for $name {
            const NAME: &'static $crate::str::CStr = $crate::c_str!(::core::stringify!($name));
            type Item = $valuety;
            type Backend = $crate::global_lock_inner!(backend $kind);

            fn get_lock_class() -> ::core::pin::Pin<&'static $crate::sync::LockClassKey> {
                $crate::static_lock_class!()
            }
        }

        $(#[$meta])*
        $pub static $name: $crate::sync::GlobalLock<$name> = {
            let value: $valuety = $value;
            // SAFETY: This is a static, and its author promised by `unsafe(uninit)` that it is
            // initialised before it is used. The type was declared just above, for this lock alone.
            unsafe { $crate::sync::GlobalLock::new(value) }
        };
    };
}
pub use global_lock;

/// The kind of lock that a name stands for in [`global_lock!`].
#[doc(hidden)]
#[macro_export]
macro_rules! global_lock_inner {
    (backend Mutex) => {
        $crate::sync::lock::mutex::MutexBackend
    };
    (backend SpinLock) => {
        $crate::sync::lock::spinlock::SpinLockBackend
    };
}
