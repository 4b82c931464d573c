// SPDX-License-Identifier: GPL-2.0-only

//! The types that can be in an [`Atomic`](super::Atomic).
//!
//! # Safety
//!
//! Each type is named with a number of its size, alignment and range of values.

#![allow(unsafe_code)]

use super::{AtomicAdd, AtomicType};
use crate::{ffi::c_void, static_assert};

/// The number with the size of a pointer.
#[cfg(CONFIG_64BIT)]
type Word = i64;

/// The number with the size of a pointer.
#[cfg(not(CONFIG_64BIT))]
type Word = i32;

/// A type that is stored as the number `$repr`.
macro_rules! stored_as {
    ($($ty:ty: $repr:ty),* $(,)?) => {$(
        static_assert!(size_of::<$ty>() == size_of::<$repr>());
        static_assert!(align_of::<$ty>() == align_of::<$repr>());

        // SAFETY: Same size and alignment, no padding. The conversion keeps the bytes, so that the
        // value that was stored comes back.
        unsafe impl AtomicType for $ty {
            type Repr = $repr;
        }
    )*};
}

/// A type of integers, to which its own values can be added.
macro_rules! adds {
    ($($ty:ty: $repr:ty),* $(,)?) => {$(
        // SAFETY: All bytes are a valid integer.
        unsafe impl AtomicAdd<$ty> for $ty {
            // Wrapping addition is the same for signed and unsigned numbers.
            #[inline(always)]
            fn rhs_into_delta(rhs: $ty) -> $repr {
                rhs as $repr
            }
        }
    )*};
}

stored_as!(bool: i8, i8: i8, i16: i16, i32: i32, i64: i64, isize: Word);
stored_as!(u32: i32, u64: i64, usize: Word);
adds!(i32: i32, i64: i64, isize: Word);
adds!(u32: i32, u64: i64, usize: Word);

static_assert!(size_of::<*const u8>() == size_of::<*const c_void>());

// SAFETY: All thin pointers have one layout. The pointer that was stored comes back; what it may be
// used for is the matter of whoever dereferences it.
unsafe impl<T: Sized> AtomicType for *mut T {
    type Repr = *const c_void;
}

// SAFETY: As above.
unsafe impl<T: Sized> AtomicType for *const T {
    type Repr = *const c_void;
}
