// SPDX-License-Identifier: GPL-2.0-only

//! Types with a lifetime that somebody else fills in.
//!
//! A generic type can take a type `T`, but not a `T<'_>` whose lifetime it chooses itself. It takes a
//! `T: ForLt` instead, writes `T::Of<'a>`, and its users write `ForLt!(Foo<'_>)`.
//!
//! # Safety
//!
//! A lifetime is shortened only in types that the compiler found to be covariant in it.

#![allow(unsafe_code)]

use core::marker::PhantomData;

/// A family of types: one for each lifetime.
///
/// Implemented by the types that [`ForLt!`](macro@ForLt) stands for, and by hand where that does not
/// do.
///
/// # Examples
///
/// ```
/// use kernel::types::ForLt;
///
/// struct View<'a>(&'a [u8]);
///
/// /// Runs a function on what a caller lends.
/// fn lend<T: ForLt, R>(value: T::Of<'_>, f: impl for<'a> FnOnce(T::Of<'a>) -> R) -> R {
///     f(value)
/// }
///
/// let bytes = [1, 2, 3];
/// let len = lend::<ForLt!(View<'_>), _>(View(&bytes), |view| view.0.len());
/// assert_eq!(len, 3);
/// ```
pub trait ForLt {
    /// The type for the lifetime `'a`.
    type Of<'a>: 'a;
}

pub use macros::ForLt;

/// A family of types that are covariant: one with a longer lifetime does where one with a shorter
/// is asked for.
///
/// # Safety
///
/// `Of<'a>` is covariant in `'a`.
///
/// # Examples
///
/// ```
/// use kernel::types::CovariantForLt;
///
/// struct View<'a>(&'a [u8]);
///
/// fn shorten<'short, T: CovariantForLt>(
///     long: &'short T::Of<'static>,
/// ) -> &'short T::Of<'short> {
///     T::cast_ref(long)
/// }
///
/// let view = View(b"abc");
/// assert_eq!(shorten::<CovariantForLt!(View<'_>)>(&view).0, b"abc");
///
/// // A type parameter may stand behind a reference, but not in a type of the driver's own.
/// fn first<'short, T: Copy + 'static>(long: &'short &'static [T]) -> Option<T> {
///     shorten::<CovariantForLt!(&[T])>(long).first().copied()
/// }
///
/// assert_eq!(first(&[7, 8].as_slice()), Some(7));
/// ```
///
/// ```compile_fail
/// use core::cell::Cell;
/// use kernel::types::CovariantForLt;
///
/// // A shorter one could be stored in the cell.
/// fn check<T: CovariantForLt>() {}
/// check::<CovariantForLt!(Cell<&'_ u8>)>();
/// ```
pub unsafe trait CovariantForLt: ForLt {
    /// Shortens the lifetime.
    #[inline(always)]
    fn cast_ref<'r, 'short: 'r, 'long: 'short>(long: &'r Self::Of<'long>) -> &'r Self::Of<'short> {
        // SAFETY: The two types differ in a lifetime alone, in which by the trait's requirement they
        // are covariant, so that a value of the first is one of the second.
        unsafe { &*core::ptr::from_ref(long).cast() }
    }
}

pub use macros::CovariantForLt;

/// What [`ForLt!`](macro@ForLt) stands for.
///
/// - `T` is `dyn for<'a> WithLt<'a, Of = Type<'a>>`, which names the type for every lifetime;
/// - `WF` is `Type<'static>`: that it is a type at all, with its bounds met, is checked there;
/// - `N` is 1 if the compiler found the type to be covariant, else 0.
#[doc(hidden)]
pub struct UnsafeForLtImpl<T: ?Sized, WF, const N: usize>(PhantomData<(WF, T)>);

/// Names the type for one lifetime.
#[doc(hidden)]
pub trait WithLt<'a> {
    /// The type.
    type Of: 'a;
}

impl<T: ?Sized + for<'a> WithLt<'a>, WF, const N: usize> ForLt for UnsafeForLtImpl<T, WF, N> {
    type Of<'a> = <T as WithLt<'a>>::Of;
}

// SAFETY: `N` is 1 where `CovariantForLt!` had the compiler check it; nobody else writes this type.
unsafe impl<T: ?Sized + for<'a> WithLt<'a>, WF> CovariantForLt for UnsafeForLtImpl<T, WF, 1> {}
