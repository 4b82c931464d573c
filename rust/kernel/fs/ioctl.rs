// SPDX-License-Identifier: GPL-2.0-only

//! Numbers of `ioctl()` commands.
//!
//! A command's number says in which direction data goes, how large it is, which driver the command
//! belongs to (`ty`, mostly a letter) and which one it is (`nr`). A part that does not fit does not
//! compile, if the number is a constant.
//!
//! Architectures differ in where the parts are.
//!
//! C header: [`include/uapi/linux/ioctl.h`](srctree/include/uapi/linux/ioctl.h)
//!
//! # Examples
//!
//! ```
//! use kernel::ioctl::{_IOC_DIR, _IOC_NR, _IOC_SIZE, _IOC_TYPE, _IOR, _IOW};
//!
//! const GET_LEVEL: u32 = _IOR::<u32>('k' as u32, 0x80);
//! const SET_LEVEL: u32 = _IOW::<u32>('k' as u32, 0x81);
//!
//! assert_eq!(_IOC_TYPE(GET_LEVEL), 'k' as u32);
//! assert_eq!(_IOC_NR(SET_LEVEL), 0x81);
//! assert_eq!(_IOC_SIZE(SET_LEVEL), size_of::<u32>());
//! assert_eq!(_IOC_DIR(GET_LEVEL), kernel::uapi::_IOC_READ);
//! assert_eq!(_IOC_DIR(SET_LEVEL), kernel::uapi::_IOC_WRITE);
//! ```

// The names are C's.
#![allow(non_snake_case)]

use crate::build_assert::build_assert;
use uapi::{
    _IOC_DIRMASK, _IOC_DIRSHIFT, _IOC_NONE, _IOC_NRMASK, _IOC_NRSHIFT, _IOC_READ, _IOC_SIZEMASK,
    _IOC_SIZESHIFT, _IOC_TYPEMASK, _IOC_TYPESHIFT, _IOC_WRITE,
};

/// Builds a number of its parts.
#[inline(always)]
const fn _IOC(dir: u32, ty: u32, nr: u32, size: usize) -> u32 {
    build_assert!(dir <= _IOC_DIRMASK, "the direction does not fit");
    build_assert!(ty <= _IOC_TYPEMASK, "the type does not fit");
    build_assert!(nr <= _IOC_NRMASK, "the number does not fit");
    build_assert!(size <= _IOC_SIZEMASK as usize, "the size does not fit");

    (dir << _IOC_DIRSHIFT)
        | (ty << _IOC_TYPESHIFT)
        | (nr << _IOC_NRSHIFT)
        | ((size as u32) << _IOC_SIZESHIFT)
}

/// The number of a command without data.
#[inline(always)]
pub const fn _IO(ty: u32, nr: u32) -> u32 {
    _IOC(_IOC_NONE, ty, nr, 0)
}

/// The number of a command by which user space reads a `T`.
#[inline(always)]
pub const fn _IOR<T>(ty: u32, nr: u32) -> u32 {
    _IOC(_IOC_READ, ty, nr, size_of::<T>())
}

/// The number of a command by which user space writes a `T`.
#[inline(always)]
pub const fn _IOW<T>(ty: u32, nr: u32) -> u32 {
    _IOC(_IOC_WRITE, ty, nr, size_of::<T>())
}

/// The number of a command by which user space writes a `T` and reads one back.
#[inline(always)]
pub const fn _IOWR<T>(ty: u32, nr: u32) -> u32 {
    _IOC(_IOC_READ | _IOC_WRITE, ty, nr, size_of::<T>())
}

/// The direction in a command's number.
pub const fn _IOC_DIR(nr: u32) -> u32 {
    (nr >> _IOC_DIRSHIFT) & _IOC_DIRMASK
}

/// The type in a command's number.
pub const fn _IOC_TYPE(nr: u32) -> u32 {
    (nr >> _IOC_TYPESHIFT) & _IOC_TYPEMASK
}

/// Which of its type's commands a number stands for.
pub const fn _IOC_NR(nr: u32) -> u32 {
    (nr >> _IOC_NRSHIFT) & _IOC_NRMASK
}

/// The size of a command's data, in bytes.
pub const fn _IOC_SIZE(nr: u32) -> usize {
    ((nr >> _IOC_SIZESHIFT) & _IOC_SIZEMASK) as usize
}
