// SPDX-License-Identifier: GPL-2.0-only

//! Why a vector refused an operation that does not allocate.

use crate::error::{code::EINVAL, Error};
use core::fmt;

/// The vector was full. Holds the element that did not fit.
pub struct PushError<T>(pub T);

impl<T> fmt::Debug for PushError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not enough capacity")
    }
}

impl<T> From<PushError<T>> for Error {
    fn from(_: PushError<T>) -> Error {
        // Not `ENOMEM`: no memory was asked for.
        EINVAL
    }
}

/// There was no element at the index.
pub struct RemoveError;

impl fmt::Debug for RemoveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("index out of bounds")
    }
}

impl From<RemoveError> for Error {
    fn from(_: RemoveError) -> Error {
        EINVAL
    }
}

/// The element could not be inserted. Holds it.
pub enum InsertError<T> {
    /// The index lies behind the end of the vector.
    IndexOutOfBounds(T),
    /// The vector was full.
    OutOfCapacity(T),
}

impl<T> fmt::Debug for InsertError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            InsertError::IndexOutOfBounds(_) => "index out of bounds",
            InsertError::OutOfCapacity(_) => "not enough capacity",
        })
    }
}

impl<T> From<InsertError<T>> for Error {
    fn from(_: InsertError<T>) -> Error {
        EINVAL
    }
}
