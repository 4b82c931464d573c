// SPDX-License-Identifier: GPL-2.0-only

//! Integers of which only some bits are used.

mod convert;
mod ops;

use super::Integer;
use crate::build_assert::{build_assert, const_assert};
use core::{fmt, ops::Deref};

/// Whether `value` can be written with `n` bits.
#[inline(always)]
fn fits<T: Integer>(value: T, n: u32) -> bool {
    let unused = T::BITS.wrapping_sub(n);
    // The shift to the right copies the sign, if there is one. With no bit used, only zero is left.
    unused < T::BITS && (value << unused) >> unused == value
}

/// An integer of type `T` that can be written with `N` bits.
///
/// An unsigned one is less than 2^`N`; a signed one, of which one bit is the sign, is at least
/// -2^(`N`-1) and less than 2^(`N`-1).
///
/// Fields of registers and of descriptors are such numbers. A function that takes one need not
/// check, and whoever calls it checks once, where the value comes from.
///
/// | a value is made by | of |
/// |---|---|
/// | [`new`](Bounded::new) | a constant |
/// | [`from_expr`](Bounded::from_expr) | an expression of which the compiler sees that it fits |
/// | [`try_new`](Bounded::try_new), [`TryIntoBounded`] | any value, if it fits |
/// | `From` | a smaller integer, or a `bool` |
///
/// # Invariants
///
/// The value can be written with `N` bits, and `N` is neither zero nor more than `T` has.
///
/// # Examples
///
/// ```
/// use kernel::num::{Bounded, TryIntoBounded};
///
/// let level = Bounded::<u8, 4>::new::<15>();
/// assert_eq!(level.get(), 15);
/// assert_eq!(Bounded::<u8, 4>::try_new(16), None);
///
/// // The mask tells the compiler that the value fits.
/// let raw = 0xabcd_u32;
/// let nibble = Bounded::<u32, 4>::from_expr(raw & 0xf);
/// assert_eq!(nibble, 0xd);
///
/// let wide: Bounded<u8, 6> = level.extend();
/// assert_eq!(wide, level);
/// assert!(wide.try_shrink::<3>().is_none());
///
/// let from_smaller = Bounded::<u32, 12>::from(200u8);
/// let parsed: Option<Bounded<u32, 12>> = 5000i64.try_into_bounded();
/// assert_eq!((from_smaller.get(), parsed), (200, None));
/// ```
///
/// A constant that does not fit does not compile:
///
/// ```compile_fail,E0080
/// kernel::num::Bounded::<u8, 4>::new::<16>();
/// ```
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, Hash)]
pub struct Bounded<T: Integer, const N: u32>(T);

macro_rules! impl_const_new {
    ($($type:ty)*) => {$(
        impl<const N: u32> Bounded<$type, N> {
            /// The constant `VALUE`. Does not compile if it does not fit.
            #[inline(always)]
            pub const fn new<const VALUE: $type>() -> Self {
                const_assert!(N > 0 && N <= <$type>::BITS, "the type does not have that many bits");
                const_assert!(
                    {
                        let unused = <$type>::BITS - N;
                        (VALUE << unused) >> unused == VALUE
                    },
                    "the value does not fit into the bits"
                );
                // INVARIANT: Asserted just before.
                Self(VALUE)
            }
        }
    )*};
}

impl_const_new!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);

impl<T, const N: u32> Bounded<T, N>
where
    T: Integer,
{
    /// A value that fits, by an argument of the caller's.
    #[inline(always)]
    const fn assume(value: T) -> Self {
        const_assert!(
            N > 0 && N <= T::BITS,
            "the type does not have that many bits"
        );
        // INVARIANT: The width was just asserted. That the value fits is the caller's argument.
        Self(value)
    }

    /// The value, if it fits.
    #[inline(always)]
    pub fn try_new(value: T) -> Option<Self> {
        // INVARIANT: Checked just here.
        fits(value, N).then(|| Self::assume(value))
    }

    /// The value of an expression that obviously fits: one that was masked or shifted, say.
    ///
    /// Does not build unless the compiler sees that it fits. See
    /// [`build_assert!`](crate::build_assert::build_assert).
    #[inline(always)]
    pub fn from_expr(expr: T) -> Self {
        build_assert!(fits(expr, N), "the value may not fit into the bits");
        // INVARIANT: Asserted just before.
        Self::assume(expr)
    }

    /// The value.
    #[inline(always)]
    pub const fn get(self) -> T {
        self.0
    }

    /// The same value among more bits.
    #[inline(always)]
    pub const fn extend<const M: u32>(self) -> Bounded<T, M> {
        const_assert!(M >= N, "there are fewer bits than before");
        // INVARIANT: What fits into some bits fits into more.
        Bounded::assume(self.0)
    }

    /// The same value among fewer bits, if it fits.
    #[inline(always)]
    pub fn try_shrink<const M: u32>(self) -> Option<Bounded<T, M>> {
        Bounded::try_new(self.0)
    }

    /// The same value in another type, which may be smaller as long as it has `N` bits.
    #[inline(always)]
    pub fn cast<U>(self) -> Bounded<U, N>
    where
        U: TryFrom<T> + Integer,
        T: Integer,
        U: Integer<Signedness = T::Signedness>,
    {
        self.retype()
    }

    /// The same value in another type of the same signedness.
    #[inline(always)]
    fn retype<U: Integer<Signedness = T::Signedness>>(self) -> Bounded<U, N> {
        // INVARIANT: `assume()` asserts that the other type has `N` bits, and the value needs no
        // more, of which the first is a sign in both types or in none.
        Bounded::assume(U::truncate(self.0.widen()))
    }

    /// Shifts the value to the right by `SHIFT`. `RES` bits must be enough for what remains.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::num::Bounded;
    ///
    /// let address = Bounded::<u32, 20>::new::<0x12345>();
    /// let page = address.shr::<12, 8>();
    /// assert_eq!(page, 0x12);
    /// ```
    #[inline(always)]
    pub fn shr<const SHIFT: u32, const RES: u32>(self) -> Bounded<T, RES> {
        const_assert!(SHIFT < T::BITS, "the type does not have that many bits");
        const_assert!(
            RES as u64 + SHIFT as u64 >= N as u64,
            "what remains may not fit"
        );
        // INVARIANT: `SHIFT` of the `N` bits fall away, and the others fit into `RES`.
        Bounded::assume(self.0 >> SHIFT)
    }

    /// As [`shr`](Bounded::shr), if only zeroes fall away.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::num::Bounded;
    ///
    /// let address = Bounded::<u32, 20>::new::<0x12000>();
    /// assert_eq!(address.shr_exact::<12, 8>().map(Bounded::get), Some(0x12));
    /// assert_eq!(address.shr_exact::<16, 4>(), None);
    /// ```
    #[inline(always)]
    pub fn shr_exact<const SHIFT: u32, const RES: u32>(self) -> Option<Bounded<T, RES>> {
        let result = self.shr::<SHIFT, RES>();
        (result.get() << SHIFT == self.0).then_some(result)
    }

    /// Shifts the value to the left by `SHIFT`. `RES` is at least the sum of `N` and `SHIFT`.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::num::Bounded;
    ///
    /// let page = Bounded::<u32, 8>::new::<0x12>();
    /// assert_eq!(page.shl::<12, 20>(), 0x12000);
    /// ```
    #[inline(always)]
    pub fn shl<const SHIFT: u32, const RES: u32>(self) -> Bounded<T, RES> {
        const_assert!(
            RES as u64 >= N as u64 + SHIFT as u64,
            "the result may not fit"
        );
        // `assume()` asserts that `RES`, and thus `SHIFT`, is no more than `T` has; since `N` is not
        // zero, `SHIFT` is less.
        // INVARIANT: `N` bits and `SHIFT` zeroes fit into `RES` bits.
        Bounded::assume(self.0 << SHIFT)
    }
}

impl<T, const N: u32> Deref for Bounded<T, N>
where
    T: Integer,
{
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        &self.0
    }
}

/// Converts integers of any type, if they fit.
///
/// # Examples
///
/// ```
/// use kernel::num::{Bounded, TryIntoBounded};
///
/// let fits: Option<Bounded<u8, 4>> = 15u64.try_into_bounded();
/// assert!(fits.is_some());
/// let negative: Option<Bounded<u8, 4>> = (-1i32).try_into_bounded();
/// assert!(negative.is_none());
/// ```
pub trait TryIntoBounded<T: Integer, const N: u32> {
    /// The value, if it fits.
    fn try_into_bounded(self) -> Option<Bounded<T, N>>;
}

impl<T, U, const N: u32> TryIntoBounded<T, N> for U
where
    T: Integer,
    U: TryInto<T>,
{
    #[inline(always)]
    fn try_into_bounded(self) -> Option<Bounded<T, N>> {
        Bounded::try_new(self.try_into().ok()?)
    }
}

macro_rules! impl_fmt {
    ($($trait:ident),*) => {$(
        impl<T, const N: u32> fmt::$trait for Bounded<T, N>
        where
            T: Integer,
            T: fmt::$trait,
        {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

impl_fmt!(Display, Binary, LowerExp, LowerHex, Octal, UpperExp, UpperHex);

impl<T, const N: u32> crate::fmt::Display for Bounded<T, N>
where
    T: Integer,
    T: fmt::Display,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
