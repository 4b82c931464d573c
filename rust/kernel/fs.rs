// SPDX-License-Identifier: GPL-2.0-only

//! Files, and what goes through them.
//!
//! | module | what it holds |
//! |---|---|
//! | [`file`](mod@file) | open files and descriptors |
//! | [`Kiocb`], [`iov`] | one read or write, and where its data comes from or goes to |
//! | [`ioctl`] | numbers of `ioctl()` commands |
//! | `configfs` | folders by which user space makes and sets up objects |
//! | [`debugfs`] | files for those who debug the kernel |
//! | [`seq_file`] | files that are printed when they are read |
//! | `sysctl` | values that users read and write below `/proc/sys` |
//! | `sysfs` | values that users read and write in folders of `/sys` |
//! | [`value`] | values that users read and write as a line of text |
//!
//! C header: [`include/linux/fs.h`](srctree/include/linux/fs.h)

#[cfg(not(testlib))]
mod calls;
#[cfg(all(CONFIG_CONFIGFS_FS, not(testlib)))]
pub mod configfs;
#[cfg(not(testlib))]
pub mod debugfs;
pub mod file;
#[cfg(not(testlib))]
mod fixed;
pub mod ioctl;
#[cfg(not(testlib))]
pub mod iov;
#[cfg(not(testlib))]
pub(crate) mod operations;
#[cfg(not(testlib))]
pub mod seq_file;
#[cfg(all(CONFIG_SYSCTL, not(testlib)))]
pub mod sysctl;
#[cfg(all(CONFIG_SYSFS, not(testlib)))]
pub mod sysfs;
#[cfg(not(testlib))]
pub mod value;

#[cfg(not(testlib))]
pub use self::calls::Kiocb;
pub use self::file::{File, LocalFile};
#[cfg(not(testlib))]
pub use self::fixed::Registered;
