// SPDX-License-Identifier: GPL-2.0-only

//! Where the data of a read or write comes from or goes to: any number of buffers, in user space or in
//! the kernel.
//!
//! C header: [`include/linux/uio.h`](srctree/include/linux/uio.h)
//!
//! # Safety
//!
//! An [`IovIterSource`] or [`IovIterDest`] is a live `struct iov_iter` of that direction, used by one
//! thread.

#![allow(unsafe_code)]

use crate::{
    alloc::{Allocator, Flags, Vec},
    error::{
        code::{EFAULT, EINVAL, EOVERFLOW},
        Result,
    },
};
use bindings::live::Live;
use core::{marker::PhantomData, mem::MaybeUninit, slice};

/// What both directions have in common.
///
/// # Invariants
///
/// The object is alive as long as it is borrowed, and only its borrower uses it.
#[repr(transparent)]
struct Buffers(Live<bindings::iov_iter>);

impl Buffers {
    /// Checks the direction of what C passed.
    #[track_caller]
    #[inline]
    fn check(&self, is_source: bool) {
        let direction = bindings::safe::iov_iter_rw(&self.0);
        let source = u32::from(direction) == bindings::ITER_SOURCE;
        crate::unsafe_precondition_assert!(source == is_source, "the other direction");
    }

    #[inline]
    fn len(&self) -> usize {
        bindings::safe::iov_iter_count(&self.0)
    }

    #[inline]
    fn advance(&mut self, bytes: usize) {
        // SAFETY: By the type's invariant. C stops at the end.
        unsafe { bindings::iov_iter_advance(self.0.get(), bytes) };
    }
}

/// Where data comes from: the buffers of a `write()`.
///
/// # Invariants
///
/// The object is alive as long as it is borrowed, and data may be read from its buffers.
///
/// # Examples
///
/// ```
/// use kernel::{iov::IovIterSource, prelude::*};
///
/// /// Adds up all bytes that are written.
/// fn sum(iov: &mut IovIterSource<'_>) -> Result<u64> {
///     let mut bytes = KVec::new();
///     iov.copy_from_iter_vec(&mut bytes, GFP_KERNEL)?;
///     Ok(bytes.iter().map(|byte| u64::from(*byte)).sum())
/// }
/// ```
#[repr(transparent)]
pub struct IovIterSource<'data> {
    buffers: Buffers,
    _data: PhantomData<&'data [u8]>,
}

impl<'data> IovIterSource<'data> {
    /// Borrows what C passes to a `write_iter()` function.
    ///
    /// # Safety
    ///
    /// `ptr` must point to an `iov_iter` of this direction, that is alive and used by nobody
    /// else during `'iov`. Its buffers must stay where they are during `'data`.
    #[track_caller]
    #[inline]
    pub unsafe fn from_raw<'iov>(ptr: *mut bindings::iov_iter) -> &'iov mut IovIterSource<'data> {
        // SAFETY: The type is transparent. The caller promises the rest.
        let iov: &'iov mut IovIterSource<'data> = unsafe { &mut *ptr.cast() };
        iov.buffers.check(true);
        iov
    }

    /// The object, for C.
    #[inline]
    pub fn as_raw(&mut self) -> *mut bindings::iov_iter {
        self.buffers.0.get()
    }

    /// The number of bytes that are left.
    #[inline]
    pub fn len(&self) -> usize {
        self.buffers.len()
    }

    /// Whether nothing is left.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Leaves bytes out: as many, or all that are left.
    #[inline]
    pub fn advance(&mut self, bytes: usize) {
        self.buffers.advance(bytes);
    }

    /// Goes back.
    ///
    /// # Safety
    ///
    /// The iterator must have come as many bytes from where it began.
    #[inline]
    pub unsafe fn revert(&mut self, bytes: usize) {
        // SAFETY: The object is alive and this value is borrowed exclusively. The caller promises
        // that C does not leave the first buffer.
        unsafe { bindings::iov_iter_revert(self.as_raw(), bytes) };
    }

    /// Copies into `out`, as much as there is, and moves on.
    ///
    /// Returns how many bytes were copied: less than the length of `out` if less are left, or if the
    /// user has no such memory.
    ///
    /// # Context
    ///
    /// May sleep, if the buffers are in user space.
    #[inline]
    pub fn copy_from_iter(&mut self, out: &mut [u8]) -> usize {
        let len = out.len();
        // SAFETY: Initialised bytes may be written as if they were not;
        // `copy_from_iter_raw()` never makes a byte uninitialised.
        let out = unsafe { slice::from_raw_parts_mut(out.as_mut_ptr().cast(), len) };
        self.copy_from_iter_raw(out).len()
    }

    /// Appends all that is left to `out`.
    ///
    /// Returns how many bytes were copied: less than were left if the user has no such memory.
    ///
    /// # Errors
    ///
    /// `ENOMEM` without memory; nothing is copied then.
    ///
    /// # Context
    ///
    /// May sleep.
    #[inline]
    pub fn copy_from_iter_vec<A: Allocator>(
        &mut self,
        out: &mut Vec<u8, A>,
        flags: Flags,
    ) -> Result<usize> {
        out.reserve(self.len(), flags)?;
        let copied = self.copy_from_iter_raw(out.spare_capacity_mut()).len();
        // SAFETY: As many bytes of the spare capacity were initialised.
        unsafe { out.inc_len(copied) };
        Ok(copied)
    }

    /// Copies into `out`, as much as there is, and moves on. Returns what was initialised.
    ///
    /// # Context
    ///
    /// May sleep, if the buffers are in user space.
    #[inline]
    pub fn copy_from_iter_raw<'out>(&mut self, out: &'out mut [MaybeUninit<u8>]) -> &'out mut [u8] {
        let start = out.as_mut_ptr();
        // SAFETY: The object is alive and this value is borrowed exclusively. The destination is a
        // slice with its length. C initialises as many bytes at its start as it returns, which the
        // result borrows as `out` did.
        unsafe {
            let copied = bindings::copy_from_iter(start.cast(), out.len(), self.as_raw());
            slice::from_raw_parts_mut(start.cast(), copied.min(out.len()))
        }
    }
}

/// Where data goes to: the buffers of a `read()`.
///
/// # Invariants
///
/// The object is alive as long as it is borrowed, and data may be written to its buffers.
///
/// # Examples
///
/// ```
/// use kernel::{iov::IovIterDest, prelude::*};
///
/// /// Answers every read with a line.
/// fn line(iov: &mut IovIterDest<'_>) -> usize {
///     iov.copy_to_iter(b"one line\n")
/// }
/// ```
#[repr(transparent)]
pub struct IovIterDest<'data> {
    buffers: Buffers,
    _data: PhantomData<&'data mut [u8]>,
}

impl<'data> IovIterDest<'data> {
    /// Borrows what C passes to a `read_iter()` function.
    ///
    /// # Safety
    ///
    /// `ptr` must point to an `iov_iter` of this direction, that is alive and used by nobody
    /// else during `'iov`. Its buffers must stay where they are during `'data`.
    #[track_caller]
    #[inline]
    pub unsafe fn from_raw<'iov>(ptr: *mut bindings::iov_iter) -> &'iov mut IovIterDest<'data> {
        // SAFETY: The type is transparent. The caller promises the rest.
        let iov: &'iov mut IovIterDest<'data> = unsafe { &mut *ptr.cast() };
        iov.buffers.check(false);
        iov
    }

    /// The object, for C.
    #[inline]
    pub fn as_raw(&mut self) -> *mut bindings::iov_iter {
        self.buffers.0.get()
    }

    /// The number of bytes that are left.
    #[inline]
    pub fn len(&self) -> usize {
        self.buffers.len()
    }

    /// Whether nothing is left.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Leaves bytes out: as many, or all that are left.
    #[inline]
    pub fn advance(&mut self, bytes: usize) {
        self.buffers.advance(bytes);
    }

    /// Goes back.
    ///
    /// # Safety
    ///
    /// The iterator must have come as many bytes from where it began.
    #[inline]
    pub unsafe fn revert(&mut self, bytes: usize) {
        // SAFETY: The object is alive and this value is borrowed exclusively. The caller promises
        // that C does not leave the first buffer.
        unsafe { bindings::iov_iter_revert(self.as_raw(), bytes) };
    }

    /// Copies `input`, as much as there is room for, and moves on.
    ///
    /// Returns how many bytes were copied: less than the length of `input` if there is less room, or
    /// if the user has no such memory.
    ///
    /// # Context
    ///
    /// May sleep, if the buffers are in user space.
    #[inline]
    pub fn copy_to_iter(&mut self, input: &[u8]) -> usize {
        // SAFETY: The object is alive and this value is borrowed exclusively. The source is a slice
        // with its length.
        unsafe { bindings::copy_to_iter(input.as_ptr().cast(), input.len(), self.as_raw()) }
    }

    /// Answers a `read()` of a file whose contents are `contents`, and moves `*ppos` on.
    ///
    /// Returns how many bytes were copied: none, the end of the file, if `*ppos` is beyond the end of
    /// `contents`.
    ///
    /// # Errors
    ///
    /// `EINVAL` if `*ppos` is negative, `EFAULT` if the user has no such memory.
    ///
    /// # Context
    ///
    /// May sleep, if the buffers are in user space.
    pub fn simple_read_from_buffer(&mut self, ppos: &mut i64, contents: &[u8]) -> Result<usize> {
        if *ppos < 0 {
            return Err(EINVAL);
        }
        let Ok(pos) = usize::try_from(*ppos) else {
            return Ok(0);
        };
        let rest = contents.get(pos..).unwrap_or_default();
        if rest.is_empty() || self.is_empty() {
            return Ok(0);
        }
        let copied = self.copy_to_iter(rest);
        if copied == 0 {
            return Err(EFAULT);
        }
        *ppos = i64::try_from(pos.saturating_add(copied)).map_err(|_| EOVERFLOW)?;
        Ok(copied)
    }
}
