// SPDX-License-Identifier: GPL-2.0-only

//! Addresses and pointers: alignment, sizes, and fields behind raw pointers.

pub mod projection;

#[doc(inline)]
pub use crate::project_pointer as project;

use crate::build_assert::const_assert;
use core::num::NonZero;

/// An alignment: a power of two that a `usize` can hold.
///
/// # Invariants
///
/// The number is a power of two.
///
/// # Examples
///
/// ```
/// use kernel::ptr::{Alignable, Alignment};
///
/// const PAGE: Alignment = Alignment::new::<0x1000>();
/// assert_eq!(PAGE.log2(), 12);
/// assert_eq!(0x1234usize.align_down(PAGE), 0x1000);
/// assert_eq!(0x1234usize.align_up(PAGE), Some(0x2000));
/// assert_eq!(0xffff_f001u32.align_up(PAGE), None);
/// assert_eq!(Alignment::new_checked(24), None);
/// assert_eq!(Alignment::of::<u64>().as_usize(), align_of::<u64>());
/// ```
///
/// A constant that is no power of two does not compile:
///
/// ```compile_fail,E0080
/// kernel::ptr::Alignment::new::<24>();
/// ```
#[repr(transparent)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Alignment(NonZero<usize>);

impl Alignment {
    /// The alignment `ALIGN`, a constant.
    #[inline(always)]
    pub const fn new<const ALIGN: usize>() -> Self {
        const_assert!(ALIGN.is_power_of_two(), "the alignment is no power of two");
        Self::from_power(ALIGN)
    }

    /// The alignment `align`, if it is a power of two.
    #[inline(always)]
    pub const fn new_checked(align: usize) -> Option<Self> {
        if align.is_power_of_two() {
            Some(Self::from_power(align))
        } else {
            None
        }
    }

    /// The alignment of a type.
    #[inline(always)]
    pub const fn of<T>() -> Self {
        Self::from_power(align_of::<T>())
    }

    /// The alignment `align`, which is a power of two.
    #[inline(always)]
    const fn from_power(align: usize) -> Self {
        match NonZero::new(align) {
            // INVARIANT: The caller's argument.
            Some(align) => Self(align),
            // A power of two is not zero.
            None => Self(NonZero::<usize>::MIN),
        }
    }

    /// The alignment as a number of bytes.
    #[inline(always)]
    pub const fn as_usize(self) -> usize {
        self.0.get()
    }

    /// The alignment as a number of bytes, which is never zero.
    #[inline(always)]
    pub const fn as_nonzero(self) -> NonZero<usize> {
        self.0
    }

    /// How often two must be multiplied to get the alignment.
    #[inline(always)]
    pub const fn log2(self) -> u32 {
        self.0.trailing_zeros()
    }

    /// The bits of an address that an aligned one may have set.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::ptr::Alignment;
    ///
    /// assert_eq!(Alignment::new::<16>().mask(), !15);
    /// ```
    #[inline(always)]
    pub const fn mask(self) -> usize {
        // No overflow: the number is not zero.
        !self.as_usize().wrapping_sub(1)
    }
}

/// Integers that can be rounded to an alignment.
pub trait Alignable: Sized {
    /// The largest multiple of the alignment that is not above the value.
    ///
    /// Zero if the alignment is larger than the integer can hold.
    fn align_down(self, alignment: Alignment) -> Self;

    /// The smallest multiple of the alignment that is not below the value, if the integer can hold
    /// it.
    fn align_up(self, alignment: Alignment) -> Option<Self>;
}

macro_rules! impl_alignable_uint {
    ($($type:ty),*) => {$(
        impl Alignable for $type {
            #[inline(always)]
            fn align_down(self, alignment: Alignment) -> Self {
                match <$type>::checked_shl(1, alignment.log2()) {
                    Some(align) => self & !align.wrapping_sub(1),
                    None => 0,
                }
            }

            #[inline(always)]
            fn align_up(self, alignment: Alignment) -> Option<Self> {
                let down = self.align_down(alignment);
                if down == self {
                    return Some(self);
                }
                down.checked_add(<$type>::checked_shl(1, alignment.log2())?)
            }
        }
    )*};
}

impl_alignable_uint!(u8, u16, u32, u64, usize);

/// Types of which the size is known without looking at a value: it follows from a pointer alone.
pub trait KnownSize {
    /// The size in bytes of the smallest value.
    const MIN_SIZE: usize;

    /// The alignment of all values.
    const MIN_ALIGN: Alignment;

    /// The size in bytes of what `p` points to. `p` need not be valid.
    fn size(p: *const Self) -> usize;
}

impl<T> KnownSize for T {
    const MIN_SIZE: usize = size_of::<T>();
    const MIN_ALIGN: Alignment = Alignment::of::<T>();

    #[inline(always)]
    fn size(_: *const Self) -> usize {
        size_of::<T>()
    }
}

impl<T> KnownSize for [T] {
    const MIN_SIZE: usize = 0;
    const MIN_ALIGN: Alignment = Alignment::of::<T>();

    /// The size of all elements; `usize::MAX` if a `usize` cannot hold it, which no valid slice has.
    #[inline(always)]
    fn size(p: *const Self) -> usize {
        p.len().saturating_mul(size_of::<T>())
    }
}

/// The smallest multiple of an alignment that is not below the value, in constants.
///
/// # Examples
///
/// ```
/// use kernel::ptr::{const_align_up, Alignment};
///
/// const SIZE: Option<usize> = const_align_up(33, Alignment::new::<8>());
/// assert_eq!(SIZE, Some(40));
/// assert_eq!(const_align_up(usize::MAX, Alignment::new::<8>()), None);
/// ```
#[inline(always)]
pub const fn const_align_up(value: usize, align: Alignment) -> Option<usize> {
    match value.checked_add(!align.mask()) {
        Some(sum) => Some(sum & align.mask()),
        None => None,
    }
}
