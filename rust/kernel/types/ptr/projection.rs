// SPDX-License-Identifier: GPL-2.0-only

//! From a raw pointer to a field or an element of what it points to.
//!
//! # Safety
//!
//! A projected pointer stays inside of what the first pointer spans, if that spans anything; no
//! pointer is dereferenced, and none needs to be valid.

#![allow(unsafe_code)]

use crate::{
    build_assert::build_assert,
    error::{code::ERANGE, Error},
};
use core::{mem::MaybeUninit, ops, ptr};

/// An index is beyond the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfBound;

impl From<OutOfBound> for Error {
    #[inline]
    fn from(_: OutOfBound) -> Error {
        ERANGE
    }
}

/// What may stand between the brackets of a projection.
///
/// # Safety
///
/// A pointer that is returned points into the slice, or to its end if it spans nothing, and so does
/// the end of what it spans.
#[doc(hidden)]
pub unsafe trait ProjectIndex<T: ?Sized>: Sized {
    /// The elements that the index stands for.
    type Output: ?Sized;

    /// A pointer to them, if they exist.
    fn get(self, slice: *mut T) -> Option<*mut Self::Output>;

    /// A pointer to them. Panics if they do not exist.
    fn index(self, slice: *mut T) -> *mut Self::Output;

    /// A pointer to them. Does not build unless the compiler sees that they exist.
    #[inline(always)]
    fn build_index(self, slice: *mut T) -> *mut Self::Output {
        match self.get(slice) {
            Some(output) => output,
            None => crate::build_error!("the index may be beyond the end"),
        }
    }
}

// SAFETY: As for a slice, which an array is.
unsafe impl<T, I, const N: usize> ProjectIndex<[T; N]> for I
where
    I: ProjectIndex<[T]>,
{
    type Output = <I as ProjectIndex<[T]>>::Output;

    #[inline(always)]
    fn get(self, slice: *mut [T; N]) -> Option<*mut Self::Output> {
        <I as ProjectIndex<[T]>>::get(self, slice)
    }

    #[inline(always)]
    fn index(self, slice: *mut [T; N]) -> *mut Self::Output {
        <I as ProjectIndex<[T]>>::index(self, slice)
    }
}

// SAFETY: The element exists.
unsafe impl<T> ProjectIndex<[T]> for usize {
    type Output = T;

    #[inline(always)]
    fn get(self, slice: *mut [T]) -> Option<*mut T> {
        (self < slice.len()).then(|| slice.cast::<T>().wrapping_add(self))
    }

    #[inline(always)]
    fn index(self, slice: *mut [T]) -> *mut T {
        assert!(
            self < slice.len(),
            "index {self} of {} elements",
            slice.len()
        );
        slice.cast::<T>().wrapping_add(self)
    }
}

// SAFETY: The range does not end before it starts, nor beyond the end of the slice.
unsafe impl<T> ProjectIndex<[T]> for ops::Range<usize> {
    type Output = [T];

    #[inline(always)]
    fn get(self, slice: *mut [T]) -> Option<*mut [T]> {
        let len = self.end.checked_sub(self.start)?;
        (self.end <= slice.len())
            .then(|| ptr::slice_from_raw_parts_mut(slice.cast::<T>().wrapping_add(self.start), len))
    }

    #[inline(always)]
    fn index(self, slice: *mut [T]) -> *mut [T] {
        let (start, end, len) = (self.start, self.end, slice.len());
        match self.get(slice) {
            Some(output) => output,
            None => panic!("range {start}..{end} of {len} elements"),
        }
    }
}

macro_rules! impl_range {
    ($($range:ty: |$self:ident, $len:ident| $as_range:expr;)*) => {$(
        // SAFETY: As for the range with both ends.
        unsafe impl<T> ProjectIndex<[T]> for $range {
            type Output = [T];

            #[inline(always)]
            fn get($self, slice: *mut [T]) -> Option<*mut [T]> {
                let $len = slice.len();
                ProjectIndex::get($as_range, slice)
            }

            #[inline(always)]
            fn index($self, slice: *mut [T]) -> *mut [T] {
                let $len = slice.len();
                ProjectIndex::index($as_range, slice)
            }
        }
    )*};
}

impl_range! {
    ops::RangeTo<usize>: |self, _len| 0..self.end;
    ops::RangeFrom<usize>: |self, len| self.start..len;
    ops::RangeFull: |self, len| 0..len;
}

/// Types of which a field may be named behind a raw pointer.
///
/// `(*ptr).field` means something else where the pointed-to type has no such field, but a `Deref`
/// to one that does: a reference would be made. For such types both implementations apply, so that
/// the compiler cannot infer `DEREF`.
///
/// # Safety
///
/// [`proj`](ProjectField::proj) calls its closure with a pointer to memory of the type.
#[doc(hidden)]
pub unsafe trait ProjectField<const DEREF: bool> {
    /// A pointer to a field of `base`, which need not be valid.
    ///
    /// # Safety
    ///
    /// `f` returns a pointer to a field of what it is given, and does not read it.
    unsafe fn proj<F>(base: *mut Self, f: impl FnOnce(*mut Self) -> *mut F) -> *mut F;
}

// SAFETY: The closure gets memory for a value.
unsafe impl<T> ProjectField<false> for T {
    #[inline(always)]
    unsafe fn proj<F>(base: *mut Self, f: impl FnOnce(*mut Self) -> *mut F) -> *mut F {
        // `base` may be no pointer to memory, as an address of a device: the compiler may assume
        // that for the closure's argument. It gets other memory; only the distance counts.
        let mut place = MaybeUninit::<T>::uninit();
        let start = place.as_mut_ptr();
        let offset = f(start).addr().wrapping_sub(start.addr());
        build_assert!(offset <= size_of::<T>(), "not a field of the type");
        base.wrapping_byte_add(offset).cast::<F>()
    }
}

// SAFETY: The closure is not called.
unsafe impl<T: ops::Deref> ProjectField<true> for T {
    #[inline(always)]
    unsafe fn proj<F>(_: *mut Self, _: impl FnOnce(*mut Self) -> *mut F) -> *mut F {
        crate::build_error!("fields behind a smart pointer have no place in its memory")
    }
}

/// Makes a raw pointer to a field or an element of what a raw pointer points to.
///
/// The pointer need not be valid, nor be one into memory at all: it may stand for registers of a
/// device. After the pointer come fields and indices in any order. An index says what happens if
/// it is beyond the end:
///
/// | index | beyond the end |
/// |---|---|
/// | `[try: index]` | `?` is applied to [`OutOfBound`], so that the function returns an error |
/// | `[build: index]` | the code does not build, unless the compiler sees that it is not |
/// | `[panic: index]` | panics |
///
/// An index is a number or a range. With `mut` in front the result is a `*mut`, without a `*const`.
/// A type that dereferences to another has no fields here.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, ptr::project};
///
/// struct Ring {
///     head: u32,
///     slots: [(u32, u64); 4],
/// }
///
/// fn slot(ring: *mut Ring, n: usize) -> Result<*mut u64> {
///     Ok(project!(mut ring, .slots[try: n].1))
/// }
///
/// let mut ring = Ring { head: 0, slots: [(0, 0); 4] };
/// let expected = &raw mut ring.slots[2].1;
/// let ring = &raw mut ring;
/// assert_eq!(slot(ring, 2)?, expected);
/// assert_eq!(slot(ring, 4), Err(ERANGE));
///
/// let tail: *const [(u32, u64)] = project!(ring, .slots[build: 1..]);
/// assert_eq!(tail.len(), 3);
/// # Ok::<(), Error>(())
/// ```
///
/// ```compile_fail,E0283
/// use kernel::prelude::*;
///
/// // The field is not in the box, but somewhere else.
/// fn field(boxed: *mut KBox<(u32, u32)>) -> *mut u32 {
///     kernel::ptr::project!(mut boxed, .1)
/// }
/// ```
#[macro_export]
macro_rules! project_pointer {
    (@gen $ptr:ident,) => {};
    (@gen $ptr:ident, .$field:tt $($rest:tt)*) => {
        // SAFETY: The closure makes a pointer to a field of its argument, and reads nothing: had
        // the type no such field, but a `Deref`, the call would be ambiguous.
        let $ptr = unsafe {
            $crate::ptr::projection::ProjectField::proj($ptr, |ptr| &raw mut (*ptr).$field)
        };
        $crate::project_pointer!(@gen $ptr, $($rest)*)
    };
    (@gen $ptr:ident, [try: $index:expr] $($rest:tt)*) => {
        let $ptr = $crate::ptr::projection::ProjectIndex::get($index, $ptr)
            .ok_or($crate::ptr::projection::OutOfBound)?;
        $crate::project_pointer!(@gen $ptr, $($rest)*)
    };
    (@gen $ptr:ident, [panic: $index:expr] $($rest:tt)*) => {
        let $ptr = $crate::ptr::projection::ProjectIndex::index($index, $ptr);
        $crate::project_pointer!(@gen $ptr, $($rest)*)
    };
    (@gen $ptr:ident, [build: $index:expr] $($rest:tt)*) => {
        let $ptr = $crate::ptr::projection::ProjectIndex::build_index($index, $ptr);
        $crate::project_pointer!(@gen $ptr, $($rest)*)
    };
    (mut $ptr:expr, $($proj:tt)*) => {{
        let ptr: *mut _ = $ptr;
        $crate::project_pointer!(@gen ptr, $($proj)*);
        ptr
    }};
    ($ptr:expr, $($proj:tt)*) => {{
        let ptr: *const _ = $ptr;
        let ptr: *mut _ = <*const _>::cast_mut(ptr);
        $crate::project_pointer!(@gen ptr, $($proj)*);
        <*mut _>::cast_const(ptr)
    }};
}
