// SPDX-License-Identifier: GPL-2.0-only

//! What C calls when a file is read or written.
//!
//! # Safety
//!
//! The functions are those of an entry whose value is of their type. C calls them between the
//! registration of the table and the end of `unregister_sysctl_table()`, with a buffer of the kernel's.

#![allow(unsafe_code)]

use super::super::value::{store_line, Line, Show, Store};
use crate::{
    error::{
        code::{EACCES, EINVAL, EIO},
        from_result, Result,
    },
    ffi::{c_int, c_void},
    fmt::{self, Write},
};

/// The function of a file that cannot be written.
///
/// # Safety
///
/// As for [`read_write`].
pub(super) unsafe extern "C" fn read_only<V: Show + Sync + 'static>(
    entry: bindings::sysctl_handler_entry,
    write: c_int,
    buffer: *mut c_void,
    lenp: *mut usize,
    ppos: *mut bindings::loff_t,
) -> c_int {
    // SAFETY: The caller's promises.
    let (value, mut access) = unsafe { arguments::<V>(entry, buffer, lenp, ppos) };
    if write != 0 {
        return EACCES.to_errno();
    }
    access.show(crate::prelude::fmt!("{}", Line(value)))
}

/// The function of a file that can be written.
///
/// # Safety
///
/// `entry` has a value of type `V`. `buffer` has `*lenp` bytes, which hold what was written, or may be
/// written. Nobody else uses the buffer, the length and the position.
pub(super) unsafe extern "C" fn read_write<V: Show + Store + Sync + 'static>(
    entry: bindings::sysctl_handler_entry,
    write: c_int,
    buffer: *mut c_void,
    lenp: *mut usize,
    ppos: *mut bindings::loff_t,
) -> c_int {
    // SAFETY: The caller's promises.
    let (value, mut access) = unsafe { arguments::<V>(entry, buffer, lenp, ppos) };
    if write != 0 {
        return access.store(&|text| store_line(value, text));
    }
    access.show(crate::prelude::fmt!("{}", Line(value)))
}

/// What the arguments of C's function stand for.
///
/// # Safety
///
/// As for [`read_write`].
#[inline]
unsafe fn arguments<'a, V>(
    entry: bindings::sysctl_handler_entry,
    buffer: *mut c_void,
    lenp: *mut usize,
    ppos: *mut bindings::loff_t,
) -> (&'a V, Access<'a>) {
    // SAFETY: The caller promises an entry of such a value, which lives until the table is unregistered,
    // and that waits for this call.
    let value = unsafe { &*(*entry).data.cast::<V>() };
    // SAFETY: The caller promises that they are this call's alone, and so many bytes. C has set
    // them all: to zero, or to what was written.
    let access = unsafe {
        Access {
            buffer: core::slice::from_raw_parts_mut(buffer.cast::<u8>(), *lenp),
            len: &mut *lenp,
            pos: &mut *ppos,
        }
    };
    (value, access)
}

/// A user's access to a file. It is the same for all types of values.
struct Access<'a> {
    buffer: &'a mut [u8],
    len: &'a mut usize,
    pos: &'a mut bindings::loff_t,
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

    /// Has the user read a part of the text.
    fn show(&mut self, text: fmt::Arguments<'_>) -> c_int {
        from_result(|| {
            let mut window = Window {
                // No text is as long as 32 bits can say.
                skip: usize::try_from(u64::try_from(*self.pos)?).unwrap_or(usize::MAX),
                free: self.buffer,
                written: 0,
            };
            window.write_fmt(text).map_err(|_| EIO)?;
            *self.len = window.written;
            self.advance()
        })
    }

    /// Takes what the user has written.
    fn store(&mut self, store: &dyn Fn(&[u8]) -> Result) -> c_int {
        from_result(|| {
            if *self.pos != 0 {
                return Err(EINVAL);
            }
            store(self.buffer)?;
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
