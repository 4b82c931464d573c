// SPDX-License-Identifier: GPL-2.0-only

//! Open files, and handing one to the current process as a descriptor.
//!
//! C headers: [`include/linux/fs.h`](srctree/include/linux/fs.h) and
//! [`include/linux/file.h`](srctree/include/linux/file.h)
//!
//! # Safety
//!
//! A [`File`] or [`LocalFile`] is a live `struct file`. Of a `File` it is known that no light
//! reference to it (`fdget_pos()`) is in use on another thread's behalf. A
//! [`FileDescriptorReservation`] owns one reserved number in the current task's table, and ends in that
//! task.

#![allow(unsafe_code)]

pub mod flags;

use crate::{
    cred::Credential,
    error::{code::EBADF, Error, Result},
    fmt,
    sync::aref::{ARef, AlwaysRefCounted},
    types::{NotThreadSafe, Opaque},
};
#[cfg(not(testlib))]
use bindings::live::Live;
use core::{mem::ManuallyDrop, ops::Deref, ptr::NonNull};

/// A position in a file, in bytes.
pub type Offset = bindings::loff_t;

/// An open file that may be used by every thread.
///
/// C's `struct file` counts its references; [`ARef`] owns one. When the last one is gone the file is
/// closed.
///
/// While a file is shared by several threads, C looks at its count to find out whether `read()` and
/// `lseek()` must lock the position. A thread that is alone with its descriptor table does not lock
/// it. Such a *light reference* must not be in use when a file gets to another thread: hence this type
/// and [`LocalFile`], which stays on its thread.
///
/// A driver's functions that open and release a file borrow it, and cannot keep it: a file that is being
/// opened may come to nothing, and one that is released is freed next.
///
/// # Panics
///
/// To make an [`ARef`] of a file that is being opened or released is a bug, and ends in `BUG()`.
///
/// # Invariants
///
/// - Every `File` is one of C's, alive as long as it is borrowed.
/// - No light reference to it is in use, or the thread that uses it is the one that borrows it now.
#[repr(transparent)]
pub struct File {
    /// It may do less than a `File`.
    local: LocalFile,
}

// SAFETY: By the type's invariant no light reference keeps the file on its thread; the count is atomic.
unsafe impl Send for File {}

// SAFETY: What the methods read does not change, or is read atomically; see `Send` for the rest.
unsafe impl Sync for File {}

// SAFETY: C frees a file when its count reaches zero, and does not move it. There is no way to own a
// `File` but through its count.
unsafe impl AlwaysRefCounted for File {
    #[inline]
    fn inc_ref(&self) {
        self.local.inc_ref();
    }

    #[inline]
    unsafe fn dec_ref(obj: NonNull<File>) {
        // SAFETY: The caller owns a reference and gives it up. `fput()` may be called in any context.
        unsafe { bindings::fput(obj.cast().as_ptr()) }
    }
}

/// An open file that stays on the thread it was looked up on.
///
/// See [`File`], also for when an [`ARef`] of one must not be made. To get one of those, close no descriptor
/// and leave the system call first, or promise that there is no light reference:
/// [`assume_no_fdget_pos`](Self::assume_no_fdget_pos).
///
/// # Invariants
///
/// Every `LocalFile` is one of C's, alive as long as it is borrowed. It is open as long as there is an
/// [`ARef`] of it. If a light reference to it is in
/// use, then by the thread that has the `LocalFile`.
///
/// # Examples
///
/// ```
/// use kernel::{fs::LocalFile, prelude::*};
///
/// // A number that no process has.
/// assert!(LocalFile::fget(u32::MAX).is_err_and(|e| Error::from(e) == EBADF));
/// ```
#[repr(transparent)]
pub struct LocalFile {
    inner: Opaque<bindings::file>,
    _stays_here: NotThreadSafe,
}

// SAFETY: C frees a file when its count reaches zero, and does not move it. There is no way to own a
// `LocalFile` but through its count, which does not leave zero again.
unsafe impl AlwaysRefCounted for LocalFile {
    #[inline]
    fn inc_ref(&self) {
        // SAFETY: The file is borrowed, and so it is there, whatever its count is.
        if !unsafe { bindings::file_get_opened(self.as_ptr()) } {
            not_open();
        }
    }

    #[inline]
    unsafe fn dec_ref(obj: NonNull<LocalFile>) {
        // SAFETY: The caller owns a reference and gives it up. `fput()` may be called in any context.
        unsafe { bindings::fput(obj.cast().as_ptr()) }
    }
}

impl LocalFile {
    /// Looks the file of a descriptor up, in the current task's table.
    ///
    /// # Errors
    ///
    /// [`BadFdError`] if the descriptor is not open, or was opened with `O_PATH`; or if the task has no
    /// descriptors any more: one that exits closes its files after it gave up its table.
    ///
    /// # Context
    ///
    /// Not in an interrupt handler, where the current task is any one.
    #[inline]
    pub fn fget(fd: u32) -> Result<ARef<LocalFile>, BadFdError> {
        if !has_descriptors() {
            return Err(BadFdError);
        }
        // SAFETY: The current task has a table, and nobody but itself takes that away.
        let file = NonNull::new(unsafe { bindings::fget(fd) }).ok_or(BadFdError)?;
        // SAFETY: `fget()` took a reference, which the result owns. A light reference to what is in
        // the current task's table is in use, if at all, by the current task.
        //
        // INVARIANT: As said.
        Ok(unsafe { ARef::from_raw(file.cast::<LocalFile>()) })
    }

    /// Borrows a file from C.
    ///
    /// # Safety
    ///
    /// `ptr` must point to a file that is alive during `'a`. A light reference to it is in use by the
    /// current thread alone.
    #[inline]
    pub unsafe fn from_raw_file<'a>(ptr: *const bindings::file) -> &'a LocalFile {
        // SAFETY: The type is transparent. The caller promises the rest.
        unsafe { &*ptr.cast() }
    }

    /// Lets a file go to other threads.
    ///
    /// # Safety
    ///
    /// No light reference to the file may be in use by the current thread.
    #[inline]
    pub unsafe fn assume_no_fdget_pos(me: ARef<LocalFile>) -> ARef<File> {
        // SAFETY: Both types are transparent over C's. The reference is handed on.
        //
        // INVARIANT: There is no light reference: not on another thread by the type's invariant, and
        // not on this one by the caller's promise.
        unsafe { ARef::from_raw(ARef::into_raw(me).cast()) }
    }

    /// The file, for C.
    #[inline]
    pub fn as_ptr(&self) -> *mut bindings::file {
        self.inner.get()
    }

    /// The file, for C's functions that any caller may call.
    #[cfg(not(testlib))]
    #[inline]
    pub(crate) fn live(&self) -> &Live<bindings::file> {
        // SAFETY: By the type's invariant the file is one of C's; it lives while it is borrowed.
        unsafe { Live::from_ptr(self.as_ptr()) }
    }

    /// Who opened the file.
    pub fn cred(&self) -> &Credential {
        // SAFETY: The file is alive. It has a reference to its credentials, as long as it lives,
        // and who opened it does not change.
        unsafe { Credential::from_ptr((*self.as_ptr()).f_cred) }
    }

    /// How the file was opened: a combination of [`flags`].
    #[inline]
    pub fn flags(&self) -> u32 {
        // SAFETY: The file is alive. `fcntl()` may change the flags meanwhile, as a whole: C reads them
        // without a lock as well.
        unsafe { (&raw const (*self.as_ptr()).f_flags).read_volatile() }
    }
}

impl File {
    /// Borrows a file from C.
    ///
    /// # Safety
    ///
    /// `ptr` must point to a file that is alive during `'a`. A light reference to it, if one is in use,
    /// must be in use by the current thread, which must not let the file get to other threads.
    #[inline]
    pub unsafe fn from_raw_file<'a>(ptr: *const bindings::file) -> &'a File {
        // SAFETY: The type is transparent. The caller promises the rest.
        unsafe { &*ptr.cast() }
    }
}

impl Deref for File {
    type Target = LocalFile;

    #[inline]
    fn deref(&self) -> &LocalFile {
        &self.local
    }
}

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
    /// Of `flags` only [`O_CLOEXEC`](flags::O_CLOEXEC) counts.
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

/// Going on would let another thread use what is not there yet, or not any more.
///
/// Never returns. Its type does not say so, and C's objtool finds a caller that goes on after the
/// call rather than one that ends in the middle.
#[cold]
#[inline(never)]
fn not_open() {
    panic!("File: no reference outlives the opening or release of a file");
}

/// Whether the current task has a table of descriptors.
#[inline]
fn has_descriptors() -> bool {
    // SAFETY: There is always a current task, which alone changes what is looked at.
    unsafe { bindings::current_has_files() }
}

/// There is no such open file: `EBADF`.
#[derive(Copy, Clone, Eq, PartialEq)]
pub struct BadFdError;

impl From<BadFdError> for Error {
    #[inline]
    fn from(_: BadFdError) -> Error {
        EBADF
    }
}

impl fmt::Debug for BadFdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("EBADF")
    }
}
