// SPDX-License-Identifier: GPL-2.0-only

//! Handing a file to the current process, as a descriptor.
//!
//! C header: [`include/linux/file.h`](srctree/include/linux/file.h)
//!
//! # Safety
//!
//! A [`FileDescriptorReservation`] owns one reserved number in the current task's table, and ends in
//! that task.

#![allow(unsafe_code)]

use super::{has_descriptors, File};
use crate::{
    error::{code::EBADF, Error, Result},
    sync::aref::ARef,
    types::NotThreadSafe,
};
use core::mem::ManuallyDrop;

/// A descriptor's number that is taken and not open yet.
///
/// First a number is reserved, which may fail; then everything else is done that may fail; last the
/// file is installed, which cannot. From then on user space may use, and close, the descriptor.
/// Dropping a reservation gives the number back.
///
/// # Invariants
///
/// `fd` is reserved in the current task's table, and this value alone may install or release it.
///
/// # Examples
///
/// ```
/// use kernel::{
///     fs::file::{flags, File, FileDescriptorReservation},
///     prelude::*,
///     sync::aref::ARef,
/// };
///
/// /// Returns the descriptor, or the errno of what failed.
/// fn publish(file: ARef<File>, tell_user: impl FnOnce(u32) -> Result) -> Result<u32> {
///     let reservation = FileDescriptorReservation::get_unused_fd_flags(flags::O_CLOEXEC)?;
///     let fd = reservation.reserved_fd();
///     tell_user(fd)?;
///     reservation.fd_install(file);
///     Ok(fd)
/// }
///
/// // One that is given back is given out again.
/// let first = FileDescriptorReservation::get_unused_fd_flags(flags::O_CLOEXEC)?;
/// let number = first.reserved_fd();
/// drop(first);
/// let second = FileDescriptorReservation::get_unused_fd_flags(flags::O_CLOEXEC)?;
/// assert_eq!(second.reserved_fd(), number);
/// # Ok::<(), Error>(())
/// ```
pub struct FileDescriptorReservation {
    fd: u32,
    /// The table is that of the current task, so the value stays there.
    _stays_here: NotThreadSafe,
}

impl FileDescriptorReservation {
    /// Reserves the least free number.
    ///
    /// Of `flags` only [`O_CLOEXEC`](super::flags::O_CLOEXEC) counts.
    ///
    /// # Errors
    ///
    /// `EMFILE` if the process has as many as it may have, `ENOMEM` without memory, `EBADF` if the
    /// task has no descriptors any more because it exits.
    ///
    /// # Context
    ///
    /// May sleep.
    #[inline]
    pub fn get_unused_fd_flags(flags: u32) -> Result<Self> {
        if !has_descriptors() {
            return Err(EBADF);
        }
        // SAFETY: The current task has a table, and nobody but itself takes that away.
        let fd = unsafe { bindings::get_unused_fd_flags(flags) };
        // INVARIANT: C has just reserved the number.
        Ok(Self {
            fd: u32::try_from(fd).map_err(|_| Error::from_errno(fd))?,
            _stays_here: NotThreadSafe,
        })
    }

    /// The number.
    pub fn reserved_fd(&self) -> u32 {
        self.fd
    }

    /// Makes the number a descriptor of `file`.
    ///
    /// The table then owns the reference. User space may use the descriptor at once.
    #[inline]
    pub fn fd_install(self, file: ARef<File>) {
        // SAFETY: By the type's invariant the number is reserved in this task's table, and it is not
        // released: this value is not dropped. No light reference to the file is in use by another
        // thread, and the table takes the reference over.
        unsafe { bindings::fd_install(self.fd, ARef::into_raw(file).cast().as_ptr()) };
        let _ = ManuallyDrop::new(self);
    }
}

impl Drop for FileDescriptorReservation {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: By the type's invariant the number is reserved in this task's table and not
        // installed.
        unsafe { bindings::put_unused_fd(self.fd) };
    }
}
