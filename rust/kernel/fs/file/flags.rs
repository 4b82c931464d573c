// SPDX-License-Identifier: GPL-2.0-only

//! How a file is opened.
//!
//! C header: [`include/uapi/asm-generic/fcntl.h`](srctree/include/uapi/asm-generic/fcntl.h)
//!
//! # Examples
//!
//! ```
//! use kernel::fs::{file::flags, File};
//!
//! fn may_write(file: &File) -> bool {
//!     matches!(file.flags() & flags::O_ACCMODE, flags::O_WRONLY | flags::O_RDWR)
//! }
//! # assert_eq!(flags::O_RDONLY | flags::O_WRONLY | flags::O_RDWR, flags::O_ACCMODE);
//! ```

/// Every write goes to the end of the file.
pub const O_APPEND: u32 = bindings::O_APPEND;

/// A signal tells when input or output is possible.
pub const O_ASYNC: u32 = bindings::FASYNC;

/// The descriptor is closed by `execve()`.
pub const O_CLOEXEC: u32 = bindings::O_CLOEXEC;

/// The file is created if there is none.
pub const O_CREAT: u32 = bindings::O_CREAT;

/// Data does not go through the page cache.
pub const O_DIRECT: u32 = bindings::O_DIRECT;

/// Opening fails if it is no directory.
pub const O_DIRECTORY: u32 = bindings::O_DIRECTORY;

/// A write returns when its data is on the medium.
pub const O_DSYNC: u32 = bindings::O_DSYNC;

/// Opening fails if the file is there already; with [`O_CREAT`].
pub const O_EXCL: u32 = bindings::O_EXCL;

/// Positions may be more than 2 GiB.
pub const O_LARGEFILE: u32 = bindings::O_LARGEFILE;

/// Reading does not change the time of the last access.
pub const O_NOATIME: u32 = bindings::O_NOATIME;

/// A terminal does not become the process's own.
pub const O_NOCTTY: u32 = bindings::O_NOCTTY;

/// Opening fails if the last part of the path is a symbolic link.
pub const O_NOFOLLOW: u32 = bindings::O_NOFOLLOW;

/// Nothing waits for input or output to become possible.
pub const O_NONBLOCK: u32 = bindings::O_NONBLOCK;

/// Another name of [`O_NONBLOCK`].
pub const O_NDELAY: u32 = bindings::O_NDELAY;

/// The file stands for its place alone: it cannot be read or written.
pub const O_PATH: u32 = bindings::O_PATH;

/// A write returns when its data and all about the file are on the medium.
pub const O_SYNC: u32 = bindings::O_SYNC;

/// A file without a name is created in the directory.
pub const O_TMPFILE: u32 = bindings::O_TMPFILE;

/// What the file holds is thrown away.
pub const O_TRUNC: u32 = bindings::O_TRUNC;

/// The part of the flags that says how the file is accessed: [`O_RDONLY`], [`O_WRONLY`] or
/// [`O_RDWR`].
pub const O_ACCMODE: u32 = bindings::O_ACCMODE;

/// The file is read. Not a bit: compare the part that [`O_ACCMODE`] covers.
pub const O_RDONLY: u32 = bindings::O_RDONLY;

/// The file is written.
pub const O_WRONLY: u32 = bindings::O_WRONLY;

/// The file is read and written.
pub const O_RDWR: u32 = bindings::O_RDWR;
