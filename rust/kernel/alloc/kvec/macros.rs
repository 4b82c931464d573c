// SPDX-License-Identifier: GPL-2.0-only

//! [`kvec!`](crate::kvec).

/// Makes a [`KVec`](crate::alloc::KVec), with the flags `GFP_KERNEL`.
///
/// - `kvec![]` is an empty vector, not a result.
/// - `kvec![a, b, c]` allocates a vector of these elements.
/// - `kvec![value; n]` allocates a vector of `n` clones of `value`.
///
/// The last two return `Result<KVec<T>, AllocError>`. May sleep.
///
/// # Examples
///
/// ```
/// use kernel::prelude::*;
///
/// let empty: KVec<u8> = kvec![];
/// assert!(empty.is_empty());
/// assert_eq!(kvec![1, 2, 3]?, [1, 2, 3]);
/// assert_eq!(kvec![7; 2]?, [7, 7]);
/// # Ok::<(), Error>(())
/// ```
#[macro_export]
macro_rules! kvec {
    () => {
        $crate::alloc::KVec::new()
    };
    ($elem:expr; $n:expr) => {
        $crate::alloc::KVec::from_elem($elem, $n, $crate::alloc::flags::GFP_KERNEL)
    };
    ($($x:expr),+ $(,)?) => {
        match $crate::alloc::KBox::new_uninit($crate::alloc::flags::GFP_KERNEL) {
            ::core::result::Result::Ok(b) => ::core::result::Result::Ok(
                $crate::alloc::KVec::from($crate::alloc::KBox::write(b, [$($x),+])),
            ),
            ::core::result::Result::Err(e) => ::core::result::Result::Err(e),
        }
    };
}
