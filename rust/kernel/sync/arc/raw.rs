// SPDX-License-Identifier: GPL-2.0-only

//! The memory that [`Arc`]s share, and what they have of it.
//!
//! # Safety
//!
//! An [`Owned`] stands for one increment of its object's count. The one that brings the count to zero
//! drops the value and frees the memory. While a [`Borrowed`] lives, somebody else's [`Owned`] keeps the
//! object alive. An [`Only`] is the only one of its object.

#![allow(unsafe_code)]

use super::{Arc, ArcBorrow, UniqueArc};
use crate::{
    alloc::{allocator::Kmalloc, AllocError, Allocator, Flags, KBox},
    ffi::c_void,
    sync::Refcount,
    types::ForeignOwnable,
};
use core::{
    any::Any,
    convert::Infallible,
    marker::PhantomData,
    mem::{needs_drop, offset_of, ManuallyDrop, MaybeUninit},
    pin::Pin,
    ptr::NonNull,
};
use pin_init::{init, InPlaceWrite as _, Init, PinInit};

/// The count and the value, in one allocation.
#[repr(C)]
struct ArcInner<T: ?Sized> {
    refcount: Refcount,
    data: T,
}

/// Where the value is in the allocation, in bytes.
pub(super) const fn data_offset<T>() -> usize {
    offset_of!(ArcInner<T>, data)
}

impl<T: ?Sized> ArcInner<T> {
    /// Finds the whole from its value.
    ///
    /// # Safety
    ///
    /// `ptr` comes from [`Arc::into_raw`] or [`Arc::as_ptr`], and the value is alive.
    #[inline]
    unsafe fn container_of(ptr: *const T) -> NonNull<ArcInner<T>> {
        // SAFETY: The value is alive.
        let align = align_of_val(unsafe { &*ptr });
        // `repr(C)`: the value is at the first multiple of its alignment behind the count. Alignments
        // are powers of two far below `usize::MAX`.
        let mask = align.wrapping_sub(1);
        let offset = size_of::<Refcount>().wrapping_add(mask) & !mask;
        // SAFETY: The value is a field at this offset, in the same allocation, which is not at null.
        unsafe { NonNull::new_unchecked(ptr.byte_sub(offset) as *mut ArcInner<T>) }
    }
}

/// One reference to an object.
///
/// # Invariants
///
/// `ptr` points to a live [`ArcInner`], in memory of a [`KBox`] of that type, and this value owns one
/// increment of its count.
#[repr(transparent)]
#[derive(core::marker::CoercePointee)]
pub(super) struct Owned<T: ?Sized> {
    ptr: NonNull<ArcInner<T>>,
    _owned: PhantomData<ArcInner<T>>,
}

// SAFETY: It is a shared reference to the value (`Sync`), and as the last one drops the value in
// whatever thread it is (`Send`).
unsafe impl<T: ?Sized + Sync + Send> Send for Owned<T> {}

// SAFETY: A shared reference to it gives a `&T` (`Sync`) and, by cloning, an `Owned`, which may drop the
// value in another thread (`Send`).
unsafe impl<T: ?Sized + Sync + Send> Sync for Owned<T> {}

// Moving a reference does not move its value.
impl<T: ?Sized> Unpin for Owned<T> {}

impl<T: ?Sized> Owned<T> {
    /// Takes over a reference.
    ///
    /// # Safety
    ///
    /// `ptr` points to a live [`ArcInner`] in memory of a [`KBox`], and the caller gives up one
    /// increment of its count.
    #[inline]
    unsafe fn from_inner(ptr: NonNull<ArcInner<T>>) -> Self {
        // INVARIANT: The caller's promise.
        Owned {
            ptr,
            _owned: PhantomData,
        }
    }

    #[inline]
    fn refcount(&self) -> &Refcount {
        // SAFETY: By the type's invariant the object is alive. Only the field is borrowed.
        unsafe { &(*self.ptr.as_ptr()).refcount }
    }

    /// The address of the value.
    #[inline]
    pub(super) fn as_ptr(&self) -> *const T {
        // SAFETY: By the type's invariant the pointer is that of a live object, of which a field's
        // address is in bounds.
        unsafe { &raw const (*self.ptr.as_ptr()).data }
    }

    /// Borrows the object.
    #[inline]
    pub(super) fn borrow(&self) -> Borrowed<'_, T> {
        // SAFETY: `self` owns a reference and is borrowed as long as the result lives.
        unsafe { Borrowed::new(self.ptr) }
    }

    /// Tells whether both are of the same object.
    #[inline]
    pub(super) fn same(&self, other: &Self) -> bool {
        core::ptr::addr_eq(self.ptr.as_ptr(), other.ptr.as_ptr())
    }

    /// Drops the reference. What a value without a destructor needs is done by a function of the image.
    #[inline]
    pub(super) fn put(self) {
        if needs_drop::<T>() {
            return drop(self);
        }
        let this = ManuallyDrop::new(self);
        // SAFETY: The object is alive by the reference, which is given up. Its value needs no dropping.
        unsafe { put_plain(this.ptr.cast()) };
    }

    /// Gives up the reference, unless it is the last one.
    pub(super) fn into_only(self) -> Option<Only<T>> {
        let this = ManuallyDrop::new(self);
        if !this.refcount().dec_and_test() {
            return None;
        }
        // The count is zero: nobody else has the object, and nobody can get it.
        this.refcount().set(1);
        // INVARIANT: The count is one, and a borrow would have kept another reference alive.
        Some(Only(ManuallyDrop::into_inner(this)))
    }
}

impl Owned<dyn Any + Send + Sync> {
    /// Turns into a reference of the type that the value has.
    pub(super) fn downcast<T: Any + Send + Sync>(self) -> Result<Owned<T>, Self> {
        if !self.borrow().value().is::<T>() {
            return Err(self);
        }
        let ptr = ManuallyDrop::new(self).ptr.cast::<ArcInner<T>>();
        // SAFETY: The value is a `T`, so that the object is an `ArcInner<T>`. The reference that was
        // given up belongs to the result.
        Ok(unsafe { Owned::from_inner(ptr) })
    }
}

impl<T: ?Sized> Clone for Owned<T> {
    #[inline]
    fn clone(&self) -> Self {
        // A count that overflows saturates, so that the value is never freed then.
        self.refcount().inc();
        // SAFETY: The increment above now belongs to the result.
        unsafe { Self::from_inner(self.ptr) }
    }
}

impl<T: ?Sized> Drop for Owned<T> {
    #[inline]
    fn drop(&mut self) {
        if !self.refcount().dec_and_test() {
            return;
        }
        // SAFETY: By the type's invariant the memory is that of a box. The count is zero, so that
        // nobody else has the object, and all that others did with it has happened before.
        drop(unsafe { KBox::from_raw(self.ptr.as_ptr()) });
    }
}

/// Gives a reference to an object up whose value needs no dropping.
///
/// # Safety
///
/// The object is that of an [`Owned`], which the caller gives up. The count is at its beginning.
#[cold]
#[inline(never)]
unsafe fn put_plain(object: NonNull<Refcount>) {
    // SAFETY: The object is alive. Its count is at its beginning, by `repr(C)`. If it is zero, nobody else has
    // the object, and the memory is that of a `KBox`, which `kfree()` takes.
    unsafe {
        if object.as_ref().dec_and_test() {
            bindings::kfree(object.as_ptr().cast());
        }
    }
}

/// An object that somebody else has a reference to.
///
/// # Invariants
///
/// `inner` points to a live [`ArcInner`] of an [`Owned`], whose count does not reach zero during `'a`.
#[repr(transparent)]
#[derive(core::marker::CoercePointee)]
pub(super) struct Borrowed<'a, T: ?Sized> {
    inner: NonNull<ArcInner<T>>,
    _borrow: PhantomData<&'a ()>,
}

// SAFETY: It gives a `&T` (`Sync`) and an `Owned`, which may drop the value in another thread (`Send`).
unsafe impl<T: ?Sized + Sync + Send> Send for Borrowed<'_, T> {}

// SAFETY: As above; it can be copied out of a shared reference.
unsafe impl<T: ?Sized + Sync + Send> Sync for Borrowed<'_, T> {}

impl<T: ?Sized> Clone for Borrowed<'_, T> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Borrowed<'_, T> {}

impl<'a, T: ?Sized + 'a> Borrowed<'a, T> {
    /// Borrows an object.
    ///
    /// # Safety
    ///
    /// Somebody keeps a reference to the object as long as the result lives.
    #[inline]
    unsafe fn new(inner: NonNull<ArcInner<T>>) -> Self {
        // INVARIANT: The caller's promise.
        Borrowed {
            inner,
            _borrow: PhantomData,
        }
    }

    /// The value, for as long as it is borrowed.
    #[inline]
    pub(super) fn value(self) -> &'a T {
        // SAFETY: By the type's invariant the object is alive; nobody gets a `&mut` to the value of
        // an object that is shared.
        unsafe { &(*self.inner.as_ptr()).data }
    }

    /// Takes a reference.
    #[inline]
    pub(super) fn own(self) -> Owned<T> {
        // SAFETY: By the type's invariant the object is that of a live `Owned`. The reference that
        // this makes up is not given back.
        let owned = ManuallyDrop::new(unsafe { Owned::from_inner(self.inner) });
        (*owned).clone()
    }
}

/// The only reference to an object.
///
/// # Invariants
///
/// The count is one, and nobody borrows the object but through this value.
pub(super) struct Only<T: ?Sized>(Owned<T>);

impl<T> Only<MaybeUninit<T>> {
    /// Allocates memory for a value to be initialised later.
    #[inline]
    pub(super) fn uninit(flags: Flags) -> Result<Self, AllocError> {
        let memory = KBox::<ArcInner<MaybeUninit<T>>>::new_uninit(flags)?;
        let Ok(room) = memory.write_init::<Infallible>(init!(ArcInner::<MaybeUninit<T>> {
            refcount: Refcount::new(1),
            data <- pin_init::uninit::<T, Infallible>(),
        }));
        // SAFETY: The box is leaked, and its count belongs to the result.
        let owned = unsafe { Owned::from_inner(NonNull::from(KBox::leak(room))) };
        // INVARIANT: The count is one.
        Ok(Only(owned))
    }
}

impl<T: ?Sized> Only<T> {
    /// The reference, to be shared.
    #[inline]
    pub(super) fn share(self) -> Owned<T> {
        self.0
    }

    /// The reference, while it is not shared.
    #[inline]
    pub(super) fn owned(&self) -> &Owned<T> {
        &self.0
    }

    /// The value, to be changed.
    #[inline]
    pub(super) fn value_mut(&mut self) -> &mut T {
        // SAFETY: By the type's invariant nobody else has the object, and this value is borrowed
        // exclusively.
        unsafe { &mut (*self.0.ptr.as_ptr()).data }
    }
}

impl<T: ?Sized> Arc<T> {
    /// Takes back what [`into_raw`](Arc::into_raw) gave away.
    ///
    /// # Safety
    ///
    /// `ptr` comes from [`into_raw`](Arc::into_raw) of the same type and is taken back once for each
    /// time it was given away.
    #[inline]
    pub unsafe fn from_raw(ptr: *const T) -> Self {
        // SAFETY: The pointer is as demanded: the object is that of an `Arc`, and alive by the reference
        // that was given away, and that the caller gives up.
        let inner = unsafe { Owned::from_inner(ArcInner::container_of(ptr)) };
        Self { inner }
    }
}

// SAFETY: The pointer is that of the allocation: not null, and aligned as both the type and the
// allocator demand. The reference that goes with it keeps the object alive until it is taken back.
unsafe impl<T: 'static> ForeignOwnable for Arc<T> {
    const FOREIGN_ALIGN: usize = if Kmalloc::MIN_ALIGN > align_of::<ArcInner<T>>() {
        Kmalloc::MIN_ALIGN
    } else {
        align_of::<ArcInner<T>>()
    };

    type Borrowed<'a> = ArcBorrow<'a, T>;
    type BorrowedMut<'a> = Self::Borrowed<'a>;

    #[inline]
    fn into_foreign(self) -> *mut c_void {
        ManuallyDrop::new(self).inner.ptr.as_ptr().cast()
    }

    #[inline]
    unsafe fn from_foreign(ptr: *mut c_void) -> Self {
        // SAFETY: The caller promises that the pointer comes from `into_foreign()`, which does not
        // return null and gave the reference away, and that it is taken back once.
        let inner = unsafe { Owned::from_inner(NonNull::new_unchecked(ptr.cast::<ArcInner<T>>())) };
        Self { inner }
    }

    #[inline]
    unsafe fn borrow<'a>(ptr: *mut c_void) -> ArcBorrow<'a, T> {
        // SAFETY: The caller promises that the pointer comes from `into_foreign()`, which does not
        // return null, and that the reference is not taken back during `'a`.
        let inner = unsafe { Borrowed::new(NonNull::new_unchecked(ptr.cast::<ArcInner<T>>())) };
        ArcBorrow { inner }
    }

    #[inline]
    unsafe fn borrow_mut<'a>(ptr: *mut c_void) -> ArcBorrow<'a, T> {
        // SAFETY: The requirements here include those of `borrow()`.
        unsafe { <Self as ForeignOwnable>::borrow(ptr) }
    }
}

impl<'a, T: ?Sized> ArcBorrow<'a, T> {
    /// Borrows what [`Arc::into_raw`] gave away, or [`Arc::as_ptr`] points to.
    ///
    /// # Safety
    ///
    /// `ptr` comes from one of them, of the same type. As long as the result lives, the reference is
    /// not taken back, and nobody has a [`UniqueArc`](super::UniqueArc) of the value.
    #[inline]
    pub unsafe fn from_raw(ptr: *const T) -> Self {
        // SAFETY: The pointer is as demanded, and a reference keeps the value alive as long as the
        // result lives.
        let inner = unsafe { Borrowed::new(ArcInner::container_of(ptr)) };
        Self { inner }
    }
}

impl<T> UniqueArc<MaybeUninit<T>> {
    /// Declares the value initialised.
    ///
    /// # Safety
    ///
    /// It is.
    #[inline]
    pub unsafe fn assume_init(self) -> UniqueArc<T> {
        let ptr = ManuallyDrop::new(self.inner.0).ptr.cast::<ArcInner<T>>();
        // SAFETY: `MaybeUninit<T>` has the layout of `T`, thus the memory that of an `ArcInner<T>`.
        // The value is initialised as the caller says. The reference that was given up belongs to the
        // result.
        let owned = unsafe { Owned::from_inner(ptr) };
        // INVARIANT: The count did not change.
        UniqueArc { inner: Only(owned) }
    }

    /// Builds the value in the memory. If that fails, the memory is freed.
    #[inline]
    pub fn init_with<E>(mut self, init: impl Init<T, E>) -> Result<UniqueArc<T>, E> {
        let slot = self.as_mut_ptr();
        // SAFETY: Nobody else has the memory at `slot`. If the initialiser fails, the memory is freed
        // as uninitialised, else the value is initialised.
        unsafe {
            init.__init(slot)?;
            Ok(self.assume_init())
        }
    }

    /// Builds a pinned value in the memory. If that fails, the memory is freed.
    pub fn pin_init_with<E>(mut self, init: impl PinInit<T, E>) -> Result<Pin<UniqueArc<T>>, E> {
        let slot = self.as_mut_ptr();
        // SAFETY: As above. The value is pinned by the conversion and is not moved before.
        unsafe {
            init.__pinned_init(slot)?;
            Ok(self.assume_init().into())
        }
    }
}

impl<T: ?Sized> From<Pin<UniqueArc<T>>> for Arc<T> {
    #[inline]
    fn from(unique: Pin<UniqueArc<T>>) -> Self {
        // SAFETY: The value stays where it is, and an `Arc` gives no way to move it.
        unsafe { Pin::into_inner_unchecked(unique) }.into()
    }
}

impl<T: ?Sized> From<UniqueArc<T>> for Pin<UniqueArc<T>> {
    #[inline]
    fn from(unique: UniqueArc<T>) -> Self {
        // SAFETY: The value lives in memory of its own, which moving the `UniqueArc` does not move,
        // and is dropped there.
        unsafe { Pin::new_unchecked(unique) }
    }
}
