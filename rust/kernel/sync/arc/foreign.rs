// SPDX-License-Identifier: GPL-2.0-only

//! Handing an [`Arc`] to C as a `void *`.
//!
//! # Safety
//!
//! Owns the mapping between an [`Arc`] and the pointer that C keeps: that of the whole allocation.

#![allow(unsafe_code)]

use super::{Arc, ArcBorrow, ArcInner};
use crate::{
    alloc::{allocator::Kmalloc, Allocator},
    ffi::c_void,
    types::ForeignOwnable,
};
use core::{mem::ManuallyDrop, ptr::NonNull};

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
        ManuallyDrop::new(self).ptr.as_ptr().cast()
    }

    #[inline]
    unsafe fn from_foreign(ptr: *mut c_void) -> Self {
        // SAFETY: The caller promises that the pointer comes from `into_foreign()`, which does not
        // return null and gave the reference away, and that it is taken back once.
        unsafe { Self::from_inner(NonNull::new_unchecked(ptr.cast::<ArcInner<T>>())) }
    }

    #[inline]
    unsafe fn borrow<'a>(ptr: *mut c_void) -> ArcBorrow<'a, T> {
        // SAFETY: The caller promises that the pointer comes from `into_foreign()`, which does not
        // return null, and that the reference is not taken back during `'a`.
        unsafe { ArcBorrow::new(NonNull::new_unchecked(ptr.cast::<ArcInner<T>>())) }
    }

    #[inline]
    unsafe fn borrow_mut<'a>(ptr: *mut c_void) -> ArcBorrow<'a, T> {
        // SAFETY: The requirements here include those of `borrow()`.
        unsafe { <Self as ForeignOwnable>::borrow(ptr) }
    }
}
