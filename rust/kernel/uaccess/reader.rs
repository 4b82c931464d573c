// SPDX-License-Identifier: GPL-2.0-only

//! Reading from user space.

use super::{copy_in, copy_in_behind, copy_in_bytes, copy_in_value, copy_string, UserPtr};
use crate::{
    alloc::{Allocator, Flags, Vec},
    error::{
        code::{EFAULT, EINVAL},
        Result,
    },
    fs::file,
    str::CStr,
    transmute::FromBytes,
};
use core::mem::MaybeUninit;

/// Reads a part of user space, from its start to its end, each byte once.
///
/// A read moves the reader behind what it has read. A read that meets memory which is not there moves
/// it to the end: some of the bytes may have been fetched, and are not fetched again.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, uaccess::{UserPtr, UserSlice}};
///
/// let mut reader = UserSlice::new(UserPtr::from_addr(usize::MAX - 31), 16).reader();
/// reader.skip(4)?;
/// assert_eq!(reader.len(), 12);
///
/// // There is nothing at address 4, and the reader gives up.
/// assert_eq!(reader.read::<u32>(), Err(EFAULT));
/// assert!(reader.is_empty());
/// # Ok::<(), Error>(())
/// ```
pub struct UserSliceReader {
    ptr: UserPtr,
    length: usize,
}

impl UserSliceReader {
    pub(super) fn new(ptr: UserPtr, length: usize) -> Self {
        Self { ptr, length }
    }

    /// Moves on; `num` is not more than what is left.
    fn advance(&mut self, num: usize) {
        self.ptr = self.ptr.wrapping_byte_add(num);
        self.length = self.length.saturating_sub(num);
    }

    /// Moves on; returns where those bytes are.
    #[inline]
    fn take(&mut self, num: usize) -> Result<UserPtr> {
        if num > self.length {
            return Err(EFAULT);
        }
        let start = self.ptr;
        self.advance(num);
        Ok(start)
    }

    /// Moves to the end: what was not there is not looked for again.
    fn give_up(&mut self) {
        self.advance(self.length);
    }

    /// Leaves bytes out.
    ///
    /// # Errors
    ///
    /// `EFAULT` if there are not as many; the reader stays where it is then.
    pub fn skip(&mut self, num_skip: usize) -> Result {
        self.take(num_skip).map(|_| ())
    }

    /// Makes a second reader of what is left, for those who want to fetch it twice.
    ///
    /// The two may find different bytes. What is decided by what the first one found must not be
    /// taken for granted of what the second one finds.
    pub fn clone_reader(&self) -> UserSliceReader {
        UserSliceReader {
            ptr: self.ptr,
            length: self.length,
        }
    }

    /// The number of bytes that are left.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether nothing is left.
    ///
    /// Such a reader may have been given an address that the user cannot read.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Fills `out`. If this succeeds, all of it is initialised.
    ///
    /// # Errors
    ///
    /// `EFAULT` if less is left, or the user has no such memory. `out` may have been changed then.
    ///
    /// # Context
    ///
    /// May sleep.
    #[inline]
    pub fn read_raw(&mut self, out: &mut [MaybeUninit<u8>]) -> Result {
        let from = self.take(out.len())?;
        copy_in(out, from).inspect_err(|_| self.give_up())
    }

    /// Fills `out`.
    ///
    /// # Errors
    ///
    /// `EFAULT` if less is left, or the user has no such memory. `out` may have been changed then.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn read_slice(&mut self, out: &mut [u8]) -> Result {
        let from = self.take(out.len())?;
        copy_in_bytes(out, from).inspect_err(|_| self.give_up())
    }

    /// Fills what is behind `offset` in `out`, as far as there is something left.
    ///
    /// Returns how many bytes were read: none if `offset` is beyond the end of `out`.
    ///
    /// # Errors
    ///
    /// `EFAULT` if the user has no such memory. `out` may have been changed then.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn read_slice_partial(&mut self, out: &mut [u8], offset: usize) -> Result<usize> {
        let Some(out) = out.get_mut(offset..) else {
            return Ok(0);
        };
        let len = out.len().min(self.length);
        let Some(out) = out.get_mut(..len) else {
            return Ok(0);
        };
        self.read_slice(out)?;
        Ok(len)
    }

    /// Fills what is behind `*offset` in `out`, as `write()` to a file does, and moves `*offset` on.
    ///
    /// Returns how many bytes were read: none if `*offset` is beyond the end of `out`.
    ///
    /// # Errors
    ///
    /// `EINVAL` if `*offset` is negative; `EFAULT` if the user has no such memory. `*offset` stays as
    /// it is then.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn read_slice_file(&mut self, out: &mut [u8], offset: &mut file::Offset) -> Result<usize> {
        let start = super::start_of(*offset)?;
        let read = self.read_slice_partial(out, start)?;
        *offset = super::moved(*offset, read)?;
        Ok(read)
    }

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// `EFAULT` if less is left, or the user has no such memory.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn read<T: FromBytes>(&mut self) -> Result<T> {
        let from = self.take(size_of::<T>())?;
        copy_in_value(from, || self.give_up())
    }

    /// Appends all that is left to `buf`.
    ///
    /// # Errors
    ///
    /// `EFAULT` if the user has no such memory, `ENOMEM` without memory. `buf` is as it was then.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn read_all<A: Allocator>(mut self, buf: &mut Vec<u8, A>, flags: Flags) -> Result {
        let len = self.length;
        buf.reserve(len, flags)?;
        copy_in_behind(buf, len, self.take(len)?)
    }

    /// Reads a string into `buf`, up to its NUL.
    ///
    /// The result borrows from `buf`. If as many bytes as `buf` has room for are no NUL, the string is cut
    /// off, and a NUL takes the place of the last of them.
    ///
    /// # Errors
    ///
    /// `EFAULT` if the user has no such memory, or the reader ends before a NUL and before `buf` is full.
    /// `EINVAL` if `buf` is empty. `buf` may have been changed then.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn strcpy_into_buf<'buf>(self, buf: &'buf mut [u8]) -> Result<&'buf CStr> {
        let last = buf.len().checked_sub(1).ok_or(EINVAL)?;
        let take = buf.len().min(self.length);
        let target = buf.get_mut(..take).ok_or(EINVAL)?;
        let length = if take == 0 {
            0
        } else {
            copy_string(target, self.ptr)?
        };
        // Neither a NUL nor a full buffer: the string goes on beyond the reader's end.
        if length >= take && take <= last {
            return Err(EFAULT);
        }
        // Of a full buffer the last byte becomes the NUL.
        let length = length.min(last);
        *buf.get_mut(length).ok_or(EFAULT)? = 0;
        let string = buf.get(..=length).ok_or(EFAULT)?;
        CStr::from_bytes_with_nul(string).map_err(|_| EFAULT)
    }
}
