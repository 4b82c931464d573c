// SPDX-License-Identifier: GPL-2.0-only

//! One of two.

/// A value of one type or of another.
///
/// # Examples
///
/// ```
/// use kernel::types::Either;
///
/// let sizes: [Either<u8, &str>; 2] = [Either::Left(8), Either::Right("large")];
/// assert!(matches!(sizes, [Either::Left(8), Either::Right("large")]));
/// ```
pub enum Either<L, R> {
    /// A value of the first type.
    Left(L),
    /// A value of the second type.
    Right(R),
}
