// SPDX-License-Identifier: GPL-2.0-only

//! Handing a [`Box`] to C as a `void *`.
//!
//! # Safety
//!
//! Owns the mapping between a box and the pointer that C keeps.

#![allow(unsafe_code)]

use super::Box;
use crate::{alloc::Allocator, types::ForeignOwnable};
use core::pin::Pin;
use ffi::c_void;

/// The alignment of the pointers that a box of a `T` hands out.
const fn foreign_align<T, A: Allocator>() -> usize {
    // A value of size zero has a dangling pointer, which has the alignment of the type alone.
    if size_of::<T>() != 0 && A::MIN_ALIGN > align_of::<T>() {
        A::MIN_ALIGN
    } else {
        align_of::<T>()
    }
}

// SAFETY: The pointer is that of the box, which is never null and aligned as `foreign_align()` says.
unsafe impl<T, A: Allocator> ForeignOwnable for Box<T, A> {
    const FOREIGN_ALIGN: usize = foreign_align::<T, A>();

    type Borrowed<'a>
        = &'a T
    where
        Self: 'a;
    type BorrowedMut<'a>
        = &'a mut T
    where
        Self: 'a;

    fn into_foreign(self) -> *mut c_void {
        Box::into_raw(self).cast()
    }

    unsafe fn from_foreign(ptr: *mut c_void) -> Self {
        // SAFETY: The caller guarantees that `ptr` is from `into_foreign()` and gives it up.
        unsafe { Box::from_raw(ptr.cast()) }
    }

    unsafe fn borrow<'a>(ptr: *mut c_void) -> &'a T
    where
        Self: 'a,
    {
        // SAFETY: The caller guarantees that `ptr` is from `into_foreign()`, that the value lives for
        // `'a` and that nobody changes it meanwhile.
        unsafe { &*ptr.cast() }
    }

    unsafe fn borrow_mut<'a>(ptr: *mut c_void) -> &'a mut T
    where
        Self: 'a,
    {
        // SAFETY: As above, and the caller guarantees that nobody else uses the value meanwhile.
        unsafe { &mut *ptr.cast() }
    }
}

// SAFETY: As for the box that is not pinned.
unsafe impl<T, A: Allocator> ForeignOwnable for Pin<Box<T, A>> {
    const FOREIGN_ALIGN: usize = foreign_align::<T, A>();

    type Borrowed<'a>
        = Pin<&'a T>
    where
        Self: 'a;
    type BorrowedMut<'a>
        = Pin<&'a mut T>
    where
        Self: 'a;

    fn into_foreign(self) -> *mut c_void {
        // SAFETY: The value stays where it is, and is only made accessible as pinned again.
        Box::into_raw(unsafe { Pin::into_inner_unchecked(self) }).cast()
    }

    unsafe fn from_foreign(ptr: *mut c_void) -> Self {
        // SAFETY: The caller guarantees that `ptr` is from `into_foreign()` and gives it up.
        unsafe { Box::<T, A>::from_raw(ptr.cast()) }.into()
    }

    unsafe fn borrow<'a>(ptr: *mut c_void) -> Pin<&'a T>
    where
        Self: 'a,
    {
        // SAFETY: The caller guarantees that `ptr` is from `into_foreign()`, that the value lives for
        // `'a` and that nobody changes it meanwhile. It was pinned before and did not move.
        unsafe { Pin::new_unchecked(&*ptr.cast()) }
    }

    unsafe fn borrow_mut<'a>(ptr: *mut c_void) -> Pin<&'a mut T>
    where
        Self: 'a,
    {
        // SAFETY: As above, and the caller guarantees that nobody else uses the value meanwhile.
        unsafe { Pin::new_unchecked(&mut *ptr.cast()) }
    }
}
