// SPDX-License-Identifier: GPL-2.0-only

//! The memory layout of arrays whose length is known at run time.

use core::marker::PhantomData;

/// An array would exceed `isize::MAX` bytes, more than any Rust object may have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LayoutError;

/// The layout of a `[T]` with a given number of elements.
///
/// # Invariants
///
/// `len * size_of::<T>() <= isize::MAX`.
///
/// # Examples
///
/// ```
/// use kernel::{alloc::layout::ArrayLayout, prelude::*};
///
/// let layout = ArrayLayout::<u32>::new(15)?;
/// assert_eq!((layout.len(), layout.size()), (15, 60));
/// assert!(ArrayLayout::<u32>::new(usize::MAX).is_err_and(|e| Error::from(e) == ENOMEM));
/// # Ok::<(), Error>(())
/// ```
pub struct ArrayLayout<T> {
    len: usize,
    _phantom: PhantomData<fn() -> T>,
}

impl<T> Clone for ArrayLayout<T> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for ArrayLayout<T> {}

const ISIZE_MAX: usize = isize::MAX as usize;

impl<T> ArrayLayout<T> {
    /// The layout of no elements.
    #[inline]
    pub const fn empty() -> Self {
        // INVARIANT: Zero bytes.
        Self {
            len: 0,
            _phantom: PhantomData,
        }
    }

    /// The layout of `len` elements.
    ///
    /// # Errors
    ///
    /// [`LayoutError`] if they take more than `isize::MAX` bytes.
    #[inline]
    pub const fn new(len: usize) -> Result<Self, LayoutError> {
        match len.checked_mul(size_of::<T>()) {
            // INVARIANT: The guard is the invariant.
            Some(size) if size <= ISIZE_MAX => Ok(Self {
                len,
                _phantom: PhantomData,
            }),
            _ => Err(LayoutError),
        }
    }

    /// The number of elements.
    #[inline]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Returns whether there are no elements.
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The size in bytes.
    #[inline]
    pub const fn size(&self) -> usize {
        // Cannot overflow by the type invariant.
        self.len.wrapping_mul(size_of::<T>())
    }
}
