// SPDX-License-Identifier: GPL-2.0-only

//! Allocation flags.

use core::ops::{BitAnd, BitOr, Not};

/// Flags of an allocation: C's `gfp_t`.
///
/// Values are made from the constants of [`flags`] alone: `|` joins them, and `& !` takes some out.
/// There is no way from an integer, because the page allocator uses bits of a `gfp_t` as an index
/// into a table of zones and must not meet an arbitrary pattern.
///
/// # Invariants
///
/// The bits are a subset of the union of the constants in [`flags`].
///
/// # Examples
///
/// ```
/// use kernel::prelude::*;
///
/// let quiet = GFP_KERNEL | __GFP_NOWARN;
/// assert!(quiet.contains(GFP_KERNEL));
/// assert!(quiet & !__GFP_NOWARN == GFP_KERNEL);
/// ```
///
/// C header: [`include/linux/gfp_types.h`](srctree/include/linux/gfp_types.h)
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Flags(u32);

/// Flags to be cleared: what `!` makes of [`Flags`].
///
/// The complement of a `gfp_t` has bits set that no allocation may carry. It is therefore a type of
/// its own, which only `&` accepts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FlagsMask {
    cleared: Flags,
}

impl Flags {
    /// The value that C takes.
    #[inline]
    pub(crate) const fn as_raw(self) -> u32 {
        self.0
    }

    /// Returns whether all of `flags` are set in `self`.
    #[inline]
    pub const fn contains(self, flags: Flags) -> bool {
        self.0 & flags.0 == flags.0
    }

    /// `self` without `flags`; `self & !flags` where a constant is needed.
    #[inline]
    pub(crate) const fn without(self, flags: Flags) -> Flags {
        // INVARIANT: Clearing bits keeps a subset a subset.
        Flags(self.0 & !flags.0)
    }
}

impl BitOr for Flags {
    type Output = Self;

    #[inline]
    fn bitor(self, rhs: Self) -> Self {
        // INVARIANT: The union of two subsets is a subset.
        Flags(self.0 | rhs.0)
    }
}

impl BitAnd for Flags {
    type Output = Self;

    #[inline]
    fn bitand(self, rhs: Self) -> Self {
        // INVARIANT: The intersection of two subsets is a subset.
        Flags(self.0 & rhs.0)
    }
}

impl BitAnd<FlagsMask> for Flags {
    type Output = Self;

    #[inline]
    fn bitand(self, rhs: FlagsMask) -> Self {
        self.without(rhs.cleared)
    }
}

impl BitAnd<Flags> for FlagsMask {
    type Output = Flags;

    #[inline]
    fn bitand(self, rhs: Flags) -> Flags {
        rhs.without(self.cleared)
    }
}

impl BitAnd for FlagsMask {
    type Output = Self;

    #[inline]
    #[allow(clippy::suspicious_arithmetic_impl)]
    fn bitand(self, rhs: Self) -> Self {
        // What keeps the bits outside of both keeps those outside of their union.
        FlagsMask {
            cleared: self.cleared | rhs.cleared,
        }
    }
}

impl Not for Flags {
    type Output = FlagsMask;

    #[inline]
    fn not(self) -> FlagsMask {
        FlagsMask { cleared: self }
    }
}

/// The allocation flags that drivers may use.
///
/// The upper case names ending in a context (`GFP_KERNEL`) are complete; those with two underscores
/// modify one of them.
pub mod flags {
    use super::Flags;

    /// Zeroes the memory.
    pub const __GFP_ZERO: Flags = Flags(bindings::__GFP_ZERO);

    /// Allows memory that the kernel has no permanent mapping for.
    ///
    /// Useful for pages. The slab allocator cannot use such memory and ignores the flag.
    pub const __GFP_HIGHMEM: Flags = Flags(bindings::__GFP_HIGHMEM);

    /// For contexts that must not sleep and where failure costs much: may use memory reserves.
    pub const GFP_ATOMIC: Flags = Flags(bindings::GFP_ATOMIC);

    /// The usual choice in process context: may sleep, reclaim and start I/O.
    pub const GFP_KERNEL: Flags = Flags(bindings::GFP_KERNEL);

    /// Like [`GFP_KERNEL`], charged to the memory control group of the caller.
    pub const GFP_KERNEL_ACCOUNT: Flags = Flags(bindings::GFP_KERNEL_ACCOUNT);

    /// For contexts that must not sleep and can live with failure: leaves the reserves alone.
    pub const GFP_NOWAIT: Flags = Flags(bindings::GFP_NOWAIT);

    /// Prints no warning when the allocation fails.
    pub const __GFP_NOWARN: Flags = Flags(bindings::__GFP_NOWARN);
}
