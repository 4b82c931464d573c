// SPDX-License-Identifier: GPL-2.0-only

//! What goes wrong with a maple tree.

use crate::{
    alloc,
    error::{code::*, Error},
    ffi::c_int,
};

/// What an insertion gives back if it fails.
pub struct InsertError<T> {
    /// What was not inserted.
    pub value: T,
    /// Why.
    pub cause: InsertErrorKind,
}

/// Why an insertion failed.
#[derive(PartialEq, Eq, Copy, Clone, Debug)]
pub enum InsertErrorKind {
    /// There is something in the range.
    Occupied,
    /// There is no memory.
    AllocError(alloc::AllocError),
    /// There is no such range.
    InvalidRequest,
}

impl InsertErrorKind {
    /// What a number of C's stands for, which is not zero.
    #[cold]
    #[inline(never)]
    pub(super) fn of(errno: c_int) -> Self {
        match errno {
            _ if errno == EEXIST.to_errno() => Self::Occupied,
            _ if errno == ENOMEM.to_errno() => Self::AllocError(alloc::AllocError),
            _ => Self::InvalidRequest,
        }
    }
}

impl From<InsertErrorKind> for Error {
    #[cold]
    #[inline(never)]
    fn from(kind: InsertErrorKind) -> Self {
        match kind {
            InsertErrorKind::Occupied => EEXIST,
            InsertErrorKind::AllocError(alloc::AllocError) => ENOMEM,
            InsertErrorKind::InvalidRequest => EINVAL,
        }
    }
}

impl<T> From<InsertError<T>> for Error {
    fn from(failed: InsertError<T>) -> Self {
        failed.cause.into()
    }
}

/// What [`alloc_range`](super::MapleTreeAlloc::alloc_range) gives back if it fails.
pub struct AllocError<T> {
    /// What was not inserted.
    pub value: T,
    /// Why.
    pub cause: AllocErrorKind,
}

/// Why [`alloc_range`](super::MapleTreeAlloc::alloc_range) failed.
#[derive(PartialEq, Eq, Copy, Clone)]
pub enum AllocErrorKind {
    /// There is no free range.
    Busy,
    /// There is no memory.
    AllocError(alloc::AllocError),
    /// There cannot be such a range.
    InvalidRequest,
}

impl AllocErrorKind {
    /// What a number of C's stands for, which is not zero.
    #[cold]
    #[inline(never)]
    pub(super) fn of(errno: c_int) -> Self {
        match errno {
            _ if errno == EBUSY.to_errno() => Self::Busy,
            _ if errno == ENOMEM.to_errno() => Self::AllocError(alloc::AllocError),
            _ => Self::InvalidRequest,
        }
    }
}

impl From<AllocErrorKind> for Error {
    #[cold]
    #[inline(never)]
    fn from(kind: AllocErrorKind) -> Self {
        match kind {
            AllocErrorKind::Busy => EBUSY,
            AllocErrorKind::AllocError(alloc::AllocError) => ENOMEM,
            AllocErrorKind::InvalidRequest => EINVAL,
        }
    }
}

impl<T> From<AllocError<T>> for Error {
    fn from(failed: AllocError<T>) -> Self {
        failed.cause.into()
    }
}
