// SPDX-License-Identifier: GPL-2.0-only

//! One read or write of an open file.
//!
//! C header: [`include/linux/fs.h`](srctree/include/linux/fs.h)
//!
//! # Safety
//!
//! A [`Kiocb`] is the only user of a live `struct kiocb`, whose file's private data is a `T` that C
//! keeps.

#![allow(unsafe_code)]

use crate::types::ForeignOwnable;
use core::{marker::PhantomData, ptr::NonNull};

/// A read or write that is being done (kernel I/O control block), of a file whose private data is a
/// `T`.
///
/// # Invariants
///
/// `inner` points to a live `kiocb` that nobody else uses during `'a`. The private data of its file
/// came from `T::into_foreign()`, is not taken back during `'a`, and is borrowed in no way but shared.
///
/// # Examples
///
/// ```
/// use kernel::{fs::Kiocb, iov::IovIterDest, prelude::*, sync::Arc};
///
/// struct Text {
///     bytes: KVec<u8>,
/// }
///
/// /// The `read()` of a file of a fixed text.
/// fn read_iter(mut kiocb: Kiocb<'_, Arc<Text>>, iov: &mut IovIterDest<'_>) -> Result<usize> {
///     let text = kiocb.file();
///     iov.simple_read_from_buffer(kiocb.ki_pos_mut(), &text.bytes)
/// }
/// ```
pub struct Kiocb<'a, T> {
    inner: NonNull<bindings::kiocb>,
    _file: PhantomData<&'a T>,
}

impl<'a, T: ForeignOwnable> Kiocb<'a, T> {
    /// Wraps what C passes to `read_iter()` or `write_iter()`.
    ///
    /// # Safety
    ///
    /// `kiocb` must point to a live `kiocb` that nobody else uses during `'a`. The private data of its
    /// file must come from `T::into_foreign()`, must not be taken back during `'a`, and be borrowed in
    /// no way but shared.
    pub unsafe fn from_raw(kiocb: *mut bindings::kiocb) -> Self {
        // INVARIANT: The caller's promise.
        Kiocb {
            // SAFETY: What is alive is not null.
            inner: unsafe { NonNull::new_unchecked(kiocb) },
            _file: PhantomData,
        }
    }

    /// The pointer, for C.
    pub fn as_raw(&self) -> *mut bindings::kiocb {
        self.inner.as_ptr()
    }

    fn get(&self) -> &bindings::kiocb {
        // SAFETY: By the type's invariant the `kiocb` is alive and nobody else uses it.
        unsafe { self.inner.as_ref() }
    }

    /// The private data of the file.
    pub fn file(&self) -> <T as ForeignOwnable>::Borrowed<'a> {
        // SAFETY: The file does not change, and has a reference of the caller's. Its private data is a
        // `T` that may be borrowed, by the type's invariant.
        unsafe { T::borrow((*self.get().ki_filp).private_data) }
    }

    /// Where in the file the read or write begins.
    pub fn ki_pos(&self) -> i64 {
        self.get().ki_pos
    }

    /// Where in the file the next read or write will begin, to be moved on.
    pub fn ki_pos_mut(&mut self) -> &mut i64 {
        // SAFETY: The `kiocb` is alive, nobody else uses it, and this value is borrowed exclusively.
        unsafe { &mut (*self.as_raw()).ki_pos }
    }
}
