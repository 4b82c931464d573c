// SPDX-License-Identifier: GPL-2.0-only

//! Owners of objects that carry their own reference count.
//!
//! Most of C's objects do: a `struct device`, a file, a task. [`ARef`] owns one reference.
//!
//! # Safety
//!
//! Every [`ARef`] stands for one increment of its object's count, and gives it back when dropped.

#![allow(unsafe_code)]

use crate::{ffi::c_void, types::ForeignOwnable};
use core::{marker::PhantomData, mem::ManuallyDrop, ops::Deref, ptr::NonNull};

/// A type that is always reference-counted, by a count in the object itself.
///
/// # Safety
///
/// - While the count is not zero the object stays alive and where it is.
/// - All values of the type are counted: there is no other way to own one.
pub unsafe trait AlwaysRefCounted {
    /// Takes one more reference.
    fn inc_ref(&self);

    /// Gives one reference back; the object may be gone afterwards.
    ///
    /// # Safety
    ///
    /// The caller must own a reference and not use it any more. The count that was taken by
    /// [`inc_ref`](Self::inc_ref) or by C is what it owns.
    unsafe fn dec_ref(obj: NonNull<Self>);
}

/// An owned reference to an object that counts its references.
///
/// Cloning takes one more reference, dropping gives it back.
///
/// # Invariants
///
/// `ptr` points to a live object, and this value owns one increment of its count.
///
/// # Examples
///
/// ```
/// use core::{cell::Cell, ptr::NonNull};
/// use kernel::sync::aref::{ARef, AlwaysRefCounted};
///
/// struct Counted(Cell<u32>);
///
/// // SAFETY: The example's only object outlives all references to it.
/// unsafe impl AlwaysRefCounted for Counted {
///     fn inc_ref(&self) {
///         self.0.set(self.0.get() + 1);
///     }
///
///     unsafe fn dec_ref(obj: NonNull<Self>) {
///         // SAFETY: The caller owns a reference, so that the object is alive.
///         let count = unsafe { &obj.as_ref().0 };
///         count.set(count.get() - 1);
///     }
/// }
///
/// let object = Counted(Cell::new(1));
/// let first = ARef::from(&object);
/// let second = first.clone();
/// assert_eq!(object.0.get(), 3);
/// drop((first, second));
/// assert_eq!(object.0.get(), 1);
/// ```
pub struct ARef<T: AlwaysRefCounted> {
    ptr: NonNull<T>,
    _owned: PhantomData<T>,
}

// SAFETY: An `ARef` is a shared reference to the object (`Sync`) that may, as the last, end the
// object in another thread (`Send`).
unsafe impl<T: AlwaysRefCounted + Sync + Send> Send for ARef<T> {}

// SAFETY: A `&ARef` gives a `&T` (`Sync`) and, by cloning, an `ARef`, which may end the object in
// another thread (`Send`).
unsafe impl<T: AlwaysRefCounted + Sync + Send> Sync for ARef<T> {}

// Moving the owner does not move the object.
impl<T: AlwaysRefCounted> Unpin for ARef<T> {}

impl<T: AlwaysRefCounted> ARef<T> {
    /// Takes over a reference.
    ///
    /// # Safety
    ///
    /// `ptr` must point to a live object, and the caller must own one increment of its count, which
    /// the result takes over.
    pub unsafe fn from_raw(ptr: NonNull<T>) -> Self {
        // INVARIANT: The caller's promise.
        ARef {
            ptr,
            _owned: PhantomData,
        }
    }

    /// Gives the reference away, to C for instance. The counterpart is
    /// [`from_raw`](Self::from_raw).
    pub fn into_raw(me: Self) -> NonNull<T> {
        ManuallyDrop::new(me).ptr
    }
}

impl<T: AlwaysRefCounted> Clone for ARef<T> {
    fn clone(&self) -> Self {
        Self::from(&**self)
    }
}

impl<T: AlwaysRefCounted> Deref for ARef<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: By the type's invariant the object is alive.
        unsafe { self.ptr.as_ref() }
    }
}

impl<T: AlwaysRefCounted> From<&T> for ARef<T> {
    fn from(object: &T) -> Self {
        object.inc_ref();
        // SAFETY: The object is alive, being borrowed, and the increment above is now owned here.
        unsafe { Self::from_raw(NonNull::from(object)) }
    }
}

impl<T: AlwaysRefCounted> Drop for ARef<T> {
    fn drop(&mut self) {
        // SAFETY: By the type's invariant this value owns a reference, and it ends here.
        unsafe { T::dec_ref(self.ptr) };
    }
}

impl<T, U> PartialEq<ARef<U>> for ARef<T>
where
    T: AlwaysRefCounted + PartialEq<U>,
    U: AlwaysRefCounted,
{
    fn eq(&self, other: &ARef<U>) -> bool {
        T::eq(&**self, &**other)
    }
}

impl<T: AlwaysRefCounted + Eq> Eq for ARef<T> {}

impl<T, U> PartialEq<&'_ U> for ARef<T>
where
    T: AlwaysRefCounted + PartialEq<U>,
{
    fn eq(&self, other: &&U) -> bool {
        T::eq(&**self, *other)
    }
}

// SAFETY: The pointer is that of the object, thus not null and aligned for its type. The count that
// goes with it keeps the object alive until the pointer is taken back.
unsafe impl<T: AlwaysRefCounted> ForeignOwnable for ARef<T> {
    const FOREIGN_ALIGN: usize = align_of::<T>();

    type Borrowed<'a>
        = &'a T
    where
        Self: 'a;
    type BorrowedMut<'a>
        = &'a T
    where
        Self: 'a;

    fn into_foreign(self) -> *mut c_void {
        ARef::into_raw(self).as_ptr().cast()
    }

    unsafe fn from_foreign(ptr: *mut c_void) -> Self {
        // SAFETY: The caller promises that the pointer comes from `into_foreign`, which does not
        // return null and gave away a reference.
        unsafe { Self::from_raw(NonNull::new_unchecked(ptr.cast())) }
    }

    unsafe fn borrow<'a>(ptr: *mut c_void) -> &'a T {
        // SAFETY: The pointer comes from `into_foreign` and is not taken back during `'a`: the
        // object is alive.
        unsafe { &*ptr.cast() }
    }

    unsafe fn borrow_mut<'a>(ptr: *mut c_void) -> &'a T {
        // SAFETY: The pointer comes from `into_foreign` and is not taken back during `'a`: the
        // object is alive.
        unsafe { &*ptr.cast() }
    }
}
