// SPDX-License-Identifier: GPL-2.0-only

//! What a user reads and writes.

use crate::{
    error::{
        code::{EACCES, EINVAL, EIO},
        from_result, Result,
    },
    ffi::c_int,
    fmt::{self, Write},
    fs::value::Field,
};

/// A user's access to a file. It is the same for all types of values.
pub(super) struct Access<'a> {
    pub(super) buffer: &'a mut [u8],
    pub(super) len: &'a mut usize,
    pub(super) pos: &'a mut bindings::loff_t,
}

impl Access<'_> {
    /// Moves the position behind what was read or written.
    fn advance(&mut self) -> Result<c_int> {
        *self.pos = self
            .pos
            .checked_add(bindings::loff_t::try_from(*self.len)?)
            .ok_or(EINVAL)?;
        Ok(0)
    }

    /// Has the user read a part of the line.
    pub(super) fn show(&mut self, field: &Field<'_>) -> c_int {
        from_result(|| {
            if !field.is_shown() {
                return Err(EACCES);
            }
            let mut window = Window {
                // No text is as long as 32 bits can say.
                skip: usize::try_from(u64::try_from(*self.pos)?).unwrap_or(usize::MAX),
                free: self.buffer,
                written: 0,
            };
            window
                .write_fmt(crate::prelude::fmt!("{}", field))
                .map_err(|_| EIO)?;
            *self.len = window.written;
            self.advance()
        })
    }

    /// Takes what the user has written.
    pub(super) fn store(&mut self, field: &Field<'_>) -> c_int {
        from_result(|| {
            if !field.is_stored() {
                return Err(EACCES);
            }
            if *self.pos != 0 {
                return Err(EINVAL);
            }
            field.store(self.buffer)?;
            self.advance()
        })
    }
}

/// The part of a text that a user reads.
struct Window<'a> {
    /// Bytes in front of it that are still to come.
    skip: usize,
    /// What is left of the buffer.
    free: &'a mut [u8],
    written: usize,
}

impl Write for Window<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let skipped = self.skip.min(text.len());
        self.skip = self.skip.saturating_sub(skipped);
        let (_, bytes) = text
            .as_bytes()
            .split_at_checked(skipped)
            .unwrap_or_default();
        let len = bytes.len().min(self.free.len());
        let (to, free) = core::mem::take(&mut self.free)
            .split_at_mut_checked(len)
            .unwrap_or_default();
        for (to, from) in to.iter_mut().zip(bytes) {
            *to = *from;
        }
        self.free = free;
        self.written = self.written.saturating_add(len);
        Ok(())
    }
}
