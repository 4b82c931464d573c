// SPDX-License-Identifier: GPL-2.0-only

//! Writing to user space.

use super::{copy_out, UserPtr};
use crate::{
    error::{code::EFAULT, Result},
    fs::file,
    transmute::AsBytes,
};

/// Writes to a part of user space, from its start to its end.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, uaccess::{UserPtr, UserSlice}};
///
/// let mut writer = UserSlice::new(UserPtr::from_addr(usize::MAX - 31), 4).writer();
/// // More than there is room for, and nothing is tried.
/// assert_eq!(writer.write(&0u64), Err(EFAULT));
/// assert_eq!(writer.len(), 4);
/// // There is nothing at address 0.
/// assert_eq!(writer.write(&0u32), Err(EFAULT));
/// ```
pub struct UserSliceWriter {
    ptr: UserPtr,
    length: usize,
}

impl UserSliceWriter {
    pub(super) fn new(ptr: UserPtr, length: usize) -> Self {
        Self { ptr, length }
    }

    /// The number of bytes that there is room for.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there is no room left.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Writes all of `data`.
    ///
    /// # Errors
    ///
    /// `EFAULT` if there is less room, or the user has no such memory; the writer stays where it is
    /// then, and some of the bytes may have been written.
    ///
    /// # Context
    ///
    /// May sleep.
    #[inline]
    pub fn write_slice(&mut self, data: &[u8]) -> Result {
        let rest = self.length.checked_sub(data.len()).ok_or(EFAULT)?;
        copy_out(self.ptr, data)?;
        self.ptr = self.ptr.wrapping_byte_add(data.len());
        self.length = rest;
        Ok(())
    }

    /// Writes what is behind `offset` in `data`, as far as there is room.
    ///
    /// Returns how many bytes were written: none if `offset` is beyond the end of `data`.
    ///
    /// # Errors
    ///
    /// `EFAULT` if the user has no such memory.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn write_slice_partial(&mut self, data: &[u8], offset: usize) -> Result<usize> {
        let data = data.get(offset..).unwrap_or_default();
        let data = data.get(..self.length).unwrap_or(data);
        self.write_slice(data)?;
        Ok(data.len())
    }

    /// Writes what is behind `*offset` in `data`, as `read()` of a file does, and moves `*offset` on.
    ///
    /// Returns how many bytes were written: none, the end of the file, if `*offset` is beyond the end
    /// of `data`.
    ///
    /// # Errors
    ///
    /// `EINVAL` if `*offset` is negative; `EFAULT` if the user has no such memory. `*offset` stays as
    /// it is then.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn write_slice_file(&mut self, data: &[u8], offset: &mut file::Offset) -> Result<usize> {
        let start = super::start_of(*offset)?;
        let written = self.write_slice_partial(data, start)?;
        *offset = super::moved(*offset, written)?;
        Ok(written)
    }

    /// Writes a value, byte by byte as it is in memory.
    ///
    /// # Errors
    ///
    /// `EFAULT` if there is less room, or the user has no such memory.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn write<T: AsBytes>(&mut self, value: &T) -> Result {
        self.write_slice(value.as_bytes())
    }
}
