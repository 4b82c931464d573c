// SPDX-License-Identifier: GPL-2.0-only

//! Memory of user space.
//!
//! A user may change its memory at any time, and so may another thread of it while the kernel looks
//! at it. Code that reads a value, checks it, and reads it again to use it can be tricked: the second
//! value is another one. Hence a [`UserSlice`] is turned into *one* [`UserSliceReader`], and a reader
//! only goes forward. What was read once is in the kernel's memory and stays as it is; who wants to
//! fetch the same bytes again has to say so, by [`UserSliceReader::clone_reader`].
//!
//! Addresses need no checks by the caller: whatever they are, no memory of the kernel is touched, and
//! where a user has none, an error is returned. The user is the current process. A thread of the kernel has
//! no user: there, memory of whichever process was there before may be met.
//!
//! C header: [`include/linux/uaccess.h`](srctree/include/linux/uaccess.h)
//!
//! # Safety
//!
//! Kernel memory that is handed to C's copy functions is that of a Rust slice, with its length. A value
//! of another type than bytes is made of bytes that were all copied, and only where any bytes will do.

#![allow(unsafe_code)]

mod reader;
mod writer;

pub use self::reader::UserSliceReader;
pub use self::writer::UserSliceWriter;

use crate::{
    alloc::{Allocator, Flags, Vec},
    error::{
        code::{EFAULT, EINVAL, EOVERFLOW},
        Result,
    },
    ffi::{c_char, c_void},
    fs::file,
    transmute::FromBytes,
};
use core::{mem::MaybeUninit, ptr, slice};
use pin_init::Zeroable;

/// An address in user space. It may be any number: only C's copy functions look at the memory.
#[repr(transparent)]
#[derive(Copy, Clone)]
pub struct UserPtr(*mut c_void);

// SAFETY: Address 0 is as good as any.
unsafe impl Zeroable for UserPtr {}

impl UserPtr {
    /// Makes one of a number, such as the argument of an `ioctl()`.
    #[inline]
    pub fn from_addr(addr: usize) -> Self {
        // The address of other memory than the kernel's: nothing here ever points to it.
        Self(ptr::without_provenance_mut(addr))
    }

    /// Makes one of a C pointer that is marked `__user`.
    #[inline]
    pub fn from_ptr(addr: *mut c_void) -> Self {
        Self(addr)
    }

    /// The pointer, for C's functions that read.
    #[inline]
    pub fn as_const_ptr(self) -> *const c_void {
        self.0
    }

    /// The pointer, for C's functions that write.
    #[inline]
    pub fn as_mut_ptr(self) -> *mut c_void {
        self.0
    }

    /// The address `add` bytes further on, modulo the size of the address space.
    #[inline]
    pub fn wrapping_byte_add(self, add: usize) -> UserPtr {
        UserPtr(self.0.wrapping_byte_add(add))
    }
}

/// A part of user space, of which neither the address nor the length was looked at yet.
///
/// # Examples
///
/// An `ioctl()` that takes a number and returns its square:
///
/// ```
/// use kernel::{prelude::*, uaccess::{UserPtr, UserSlice}};
///
/// fn square(arg: usize) -> Result {
///     let (mut reader, mut writer) =
///         UserSlice::new(UserPtr::from_addr(arg), size_of::<u32>()).reader_writer();
///     let number = reader.read::<u32>()?;
///     // Whatever the user's memory holds by now, it is `number` that is squared.
///     writer.write(&number.checked_mul(number).ok_or(EOVERFLOW)?)
/// }
///
/// // No user has that address.
/// assert_eq!(square(usize::MAX - 31), Err(EFAULT));
/// ```
///
/// A slice is used once: two readers cannot come of it.
///
/// ```compile_fail
/// use kernel::{prelude::*, uaccess::UserSlice};
///
/// fn twice(slice: UserSlice) -> Result<(u32, u32)> {
///     let checked = slice.reader().read::<u32>()?;
///     let used = slice.reader().read::<u32>()?;
///     Ok((checked, used))
/// }
/// ```
///
/// Nor is a reader copied by accident:
///
/// ```compile_fail
/// use kernel::{prelude::*, uaccess::UserSlice};
///
/// fn twice(slice: UserSlice) -> Result<(u32, u32)> {
///     let mut first = slice.reader();
///     let mut second = first.clone();
///     Ok((first.read::<u32>()?, second.read::<u32>()?))
/// }
/// ```
pub struct UserSlice {
    ptr: UserPtr,
    length: usize,
}

impl UserSlice {
    /// Describes `length` bytes of user space. Nothing is looked at yet.
    pub fn new(ptr: UserPtr, length: usize) -> Self {
        UserSlice { ptr, length }
    }

    /// Appends all of the slice to `buf`.
    ///
    /// # Errors
    ///
    /// `EFAULT` if the user has no such memory, `ENOMEM` without memory. `buf` is as it was then.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn read_all<A: Allocator>(self, buf: &mut Vec<u8, A>, flags: Flags) -> Result {
        self.reader().read_all(buf, flags)
    }

    /// Goes on to read.
    pub fn reader(self) -> UserSliceReader {
        UserSliceReader::new(self.ptr, self.length)
    }

    /// Goes on to write.
    pub fn writer(self) -> UserSliceWriter {
        UserSliceWriter::new(self.ptr, self.length)
    }

    /// Goes on to read, and to write to the same place.
    ///
    /// What is written does not change what was read before.
    pub fn reader_writer(self) -> (UserSliceReader, UserSliceWriter) {
        (
            UserSliceReader::new(self.ptr, self.length),
            UserSliceWriter::new(self.ptr, self.length),
        )
    }
}

/// The most that C copies at once: more than any object of the kernel's.
const MAX_COPY: usize = i32::MAX as usize;

/// Copies from user space, all or nothing that counts.
#[inline]
fn copy_in(to: &mut [MaybeUninit<u8>], from: UserPtr) -> Result {
    if to.len() > MAX_COPY {
        return Err(EFAULT);
    }
    // SAFETY: The destination is a slice with its length. `copy_from_user()` checks the source, and is not
    // called by a thread for which that check lets any address through.
    let rest = unsafe {
        bindings::rust_copy_from_user(to.as_mut_ptr().cast(), from.as_const_ptr(), to.len() as _)
    };
    if rest != 0 {
        return Err(EFAULT);
    }
    Ok(())
}

/// Copies bytes from user space, all or nothing that counts.
#[inline]
fn copy_in_bytes(to: &mut [u8], from: UserPtr) -> Result {
    let len = to.len();
    // SAFETY: Initialised bytes may be written as if they were not; `copy_in()` never makes a byte
    // uninitialised.
    let to = unsafe { slice::from_raw_parts_mut(to.as_mut_ptr().cast(), len) };
    copy_in(to, from)
}

/// Copies a value from user space. Calls `failed` before it returns an error.
// So the caller has nothing to do with the result, and a large one is not copied again.
#[inline]
fn copy_in_value<T: FromBytes>(from: UserPtr, failed: impl FnOnce()) -> Result<T> {
    let mut value = MaybeUninit::<T>::uninit();
    // SAFETY: The memory of a value, as bytes that need not be initialised. When all were copied, they
    // are a `T: FromBytes`, for which any bytes will do.
    unsafe {
        let bytes = slice::from_raw_parts_mut(value.as_mut_ptr().cast(), size_of::<T>());
        copy_in(bytes, from).inspect_err(|_| failed())?;
        Ok(value.assume_init())
    }
}

/// Copies `len` bytes from user space behind those of `to`, which has room for them.
fn copy_in_behind<A: Allocator>(to: &mut Vec<u8, A>, len: usize, from: UserPtr) -> Result {
    let Some(room) = to.spare_capacity_mut().get_mut(..len) else {
        return Err(EFAULT);
    };
    copy_in(room, from)?;
    // SAFETY: The capacity is there, and as many bytes were initialised.
    unsafe { to.inc_len(len) };
    Ok(())
}

/// Copies to user space.
#[inline]
fn copy_out(to: UserPtr, from: &[u8]) -> Result {
    if from.len() > MAX_COPY {
        return Err(EFAULT);
    }
    // SAFETY: The source is a slice with its length. `copy_to_user()` checks the destination, and is not
    // called by a thread for which that check lets any address through.
    let rest = unsafe {
        bindings::rust_copy_to_user(to.as_mut_ptr(), from.as_ptr().cast(), from.len() as _)
    };
    if rest != 0 {
        return Err(EFAULT);
    }
    Ok(())
}

/// Copies a string from user space; returns its length without the NUL.
///
/// `to.len()` if no NUL was among as many bytes.
fn copy_string(to: &mut [u8], from: UserPtr) -> Result<usize> {
    // SAFETY: The destination is a slice, of which C writes no more than its length.
    // `strncpy_from_user()` checks the source, and is not called by a thread for which that check lets any
    // address through.
    let length = unsafe {
        bindings::rust_strncpy_from_user(
            to.as_mut_ptr().cast(),
            from.as_const_ptr().cast::<c_char>(),
            to.len().min(MAX_COPY) as _,
        )
    };
    usize::try_from(length).map_err(|_| EFAULT)
}

/// What a user wrote, as text.
#[cfg(not(testlib))]
pub(crate) fn as_text(bytes: &[u8]) -> Result<&str> {
    if bytes.is_ascii() {
        // SAFETY: ASCII is UTF-8.
        return Ok(unsafe { core::str::from_utf8_unchecked(bytes) });
    }
    core::str::from_utf8(bytes).map_err(|_| EINVAL)
}

/// Where in a buffer a file's position is. One that no buffer reaches is beyond the end of each.
fn start_of(offset: file::Offset) -> Result<usize> {
    if offset < 0 {
        return Err(EINVAL);
    }
    Ok(usize::try_from(offset).unwrap_or(usize::MAX))
}

/// The position after `bytes` bytes.
fn moved(offset: file::Offset, bytes: usize) -> Result<file::Offset> {
    file::Offset::try_from(bytes)
        .ok()
        .and_then(|bytes| offset.checked_add(bytes))
        .ok_or(EOVERFLOW)
}

#[cfg(all(CONFIG_KUNIT = "y", CONFIG_MMU))]
#[macros::kunit_tests(rust_kernel_uaccess)]
mod tests {
    use super::{UserPtr, UserSlice};
    use crate::prelude::*;

    /// Tests run in a thread of the kernel, whose limit of addresses may be the kernel's own.
    #[test]
    fn memory_of_the_kernel_is_not_that_of_a_user() -> Result {
        let text = KBox::new(*b"kernel\0", GFP_KERNEL)?;
        let slice = || UserSlice::new(UserPtr::from_addr((&raw const *text).addr()), text.len());

        let mut bytes = [0u8; 7];
        assert_eq!(slice().reader().read_slice(&mut bytes), Err(EFAULT));
        assert_eq!(slice().reader().read::<u32>().err(), Some(EFAULT));
        let string = slice().reader().strcpy_into_buf(&mut bytes);
        assert_eq!(string.err(), Some(EFAULT));
        assert_ne!(bytes, *b"kernel\0");
        assert_eq!(slice().writer().write_slice(b"changed"), Err(EFAULT));
        assert_eq!(*text, *b"kernel\0");
        Ok(())
    }
}
