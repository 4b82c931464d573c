// SPDX-License-Identifier: GPL-2.0-only

//! Structures whose fields are ranges of bits of one integer.
//!
//! Registers and hardware descriptors are such. [`bitfield!`](crate::bitfield!) makes a type of a
//! table of fields; a value is read and rebuilt field by field, and what does not fit into a field
//! is not accepted.
//!
//! C header: [`include/linux/bitfield.h`](srctree/include/linux/bitfield.h)

#[doc(hidden)]
pub use macros::paste;

use core::fmt::{self, LowerHex};

/// A number that is shown in hexadecimal form.
#[doc(hidden)]
pub struct Hex<T>(pub T);

impl<T: LowerHex> fmt::Debug for Hex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("0x")?;
        LowerHex::fmt(&self.0, f)
    }
}

/// Defines a structure whose fields are ranges of bits.
///
/// A field is `high:low name`, both bits included, optionally with a type:
///
/// | field | is read as | is written from |
/// |---|---|---|
/// | `7:4 name;` | [`Bounded`](crate::num::Bounded) | what converts into it |
/// | `7:4 name => Type;` | `Type`, by `From<Bounded>` | `Type`, by `From<Type> for Bounded` |
/// | `7:4 name ?=> Type;` | `Result<Type, _>`, by `TryFrom<Bounded>` | `Type`, the same way |
///
/// Fields may overlap, and bits need not be in any. A range that is turned around, or beyond the
/// integer, does not compile.
///
/// A structure `S` of integer `u` has
///
/// - `S::zeroed()`, `S::from_raw(u)` and `into_raw()`, and the conversions `From` from and into `u`;
/// - for every field, the methods `field()`, `with_field(value)` (`self` with another field),
///   and without a type also `with_const_field::<VALUE>()` and `try_with_field(value)`, which
///   gives an error if the value does not fit;
/// - for every field, the constants `FIELD_MASK`, `FIELD_SHIFT` and `FIELD_RANGE`;
/// - [`Debug`](core::fmt::Debug), [`Clone`], [`Copy`], [`PartialEq`] and [`Eq`].
///
/// # Examples
///
/// ```
/// use kernel::{bitfield, num::Bounded, prelude::*};
///
/// #[derive(Debug, PartialEq)]
/// enum Parity {
///     None,
///     Odd,
///     Even,
/// }
///
/// impl TryFrom<Bounded<u32, 2>> for Parity {
///     type Error = Error;
///
///     fn try_from(value: Bounded<u32, 2>) -> Result<Self> {
///         match value.get() {
///             0 => Ok(Parity::None),
///             1 => Ok(Parity::Odd),
///             2 => Ok(Parity::Even),
///             _ => Err(EINVAL),
///         }
///     }
/// }
///
/// impl From<Parity> for Bounded<u32, 2> {
///     fn from(value: Parity) -> Self {
///         match value {
///             Parity::None => Bounded::<u32, 2>::new::<0>(),
///             Parity::Odd => Bounded::<u32, 2>::new::<1>(),
///             Parity::Even => Bounded::<u32, 2>::new::<2>(),
///         }
///     }
/// }
///
/// bitfield! {
///     /// Line control.
///     pub struct Control(u32) {
///         /// Divides the clock.
///         15:4 divisor;
///         3:2 parity ?=> Parity;
///         1:1 loopback;
///         0:0 enabled => bool;
///     }
/// }
///
/// let control = Control::from_raw(0x1239);
/// assert_eq!(control.divisor(), 0x123);
/// assert_eq!(control.parity(), Ok(Parity::Even));
/// assert!(control.enabled());
///
/// let control = control
///     .with_enabled(false)
///     .with_parity(Parity::Odd)
///     .with_loopback(true)
///     .with_const_divisor::<0xabc>();
/// assert_eq!(control.into_raw(), 0xabc6);
/// assert!(control.try_with_divisor(0x1000).is_err());
/// assert_eq!(control.try_with_divisor(0xfff)?.divisor(), 0xfff);
///
/// // What the hardware says is not believed.
/// assert_eq!(Control::from_raw(0b1100).parity(), Err(EINVAL));
/// assert_eq!(Control::DIVISOR_MASK, 0xfff0);
/// # Ok::<(), Error>(())
/// ```
///
/// ```compile_fail,E0080
/// kernel::bitfield! {
///     struct TooWide(u8) {
///         8:0 all;
///     }
/// }
/// let mask = TooWide::ALL_MASK;
/// ```
#[macro_export]
macro_rules! bitfield {
    ($(#[$attr:meta])* $vis:vis struct $name:ident($storage:ty) { $($fields:tt)* }) => {
        $crate::bitfield!(@core $(#[$attr])* $vis $name $storage);
        $crate::bitfield!(@fields $vis $name $storage { $($fields)* });
    };

    (@core $(#[$attr:meta])* $vis:vis $name:ident $storage:ty) => {
        $(#[$attr])*
        #[repr(transparent)]
        #[derive(Clone, Copy, PartialEq, Eq)]
        $vis struct $name {
            inner: $storage,
        }

        #[allow(dead_code)]
        impl $name {
            /// All bits are zero.
            #[inline(always)]
            $vis const fn zeroed() -> Self {
                Self { inner: 0 }
            }

            /// The structure of these bits.
            #[inline(always)]
            $vis const fn from_raw(value: $storage) -> Self {
                Self { inner: value }
            }

            /// The bits of the structure.
            #[inline(always)]
            $vis const fn into_raw(self) -> $storage {
                self.inner
            }
        }

        impl ::core::convert::From<$storage> for $name {
            #[inline(always)]
            fn from(value: $storage) -> Self {
                Self::from_raw(value)
            }
        }

        impl ::core::convert::From<$name> for $storage {
            #[inline(always)]
            fn from(value: $name) -> $storage {
                value.into_raw()
            }
        }
    };

    (@fields $vis:vis $name:ident $storage:ty {
        $($(#[doc = $doc:expr])* $hi:literal:$lo:literal $field:ident
            $(?=> $try_into_type:ty)? $(=> $into_type:ty)?;)*
    }) => {
        #[allow(dead_code)]
        impl $name {
            $(
                $crate::bitfield!(@private_field_accessors $vis $name $storage: $hi:$lo $field);
                $crate::bitfield!(
                    @public_field_accessors $(#[doc = $doc])* $vis $name $storage: $hi:$lo $field
                    $(?=> $try_into_type)? $(=> $into_type)?
                );
            )*
        }

        $crate::bitfield!(@debug $name { $($field;)* });
    };

    (@private_field_accessors $vis:vis $name:ident $storage:ty: $hi:tt:$lo:tt $field:ident) => {
        $crate::num::bitfield::paste! {
            /// The first and the last bit of the field.
            $vis const [<$field:upper _RANGE>]: ::core::ops::RangeInclusive<u32> = {
                ::core::assert!($lo <= $hi, "the field ends before it starts");
                ::core::assert!($hi < <$storage>::BITS, "the field is beyond the integer");
                $lo..=$hi
            };

            /// How far to the left the field is.
            $vis const [<$field:upper _SHIFT>]: u32 = *Self::[<$field:upper _RANGE>].start();

            /// The bits of the field.
            $vis const [<$field:upper _MASK>]: $storage = {
                let range = Self::[<$field:upper _RANGE>];
                (<$storage>::MAX << *range.start())
                    & (<$storage>::MAX >> (<$storage>::BITS - 1 - *range.end()))
            };

            #[inline(always)]
            fn [<__ $field>](self) -> $crate::num::Bounded<$storage, { $hi + 1 - $lo }> {
                $crate::num::Bounded::from_expr(
                    (self.inner & Self::[<$field:upper _MASK>]) >> Self::[<$field:upper _SHIFT>]
                )
            }

            #[inline(always)]
            const fn [<__with_ $field>](
                mut self,
                value: $crate::num::Bounded<$storage, { $hi + 1 - $lo }>,
            ) -> Self {
                self.inner = (self.inner & !Self::[<$field:upper _MASK>])
                    | (value.get() << Self::[<$field:upper _SHIFT>]);
                self
            }
        }
    };

    (
        @public_field_accessors $(#[doc = $doc:expr])* $vis:vis $name:ident $storage:ty:
        $hi:literal:$lo:literal $field:ident => $into_type:ty
    ) => {
        $crate::num::bitfield::paste! {
            $(#[doc = $doc])*
            #[doc = ::core::concat!("Reads the field `", stringify!($field), "`.")]
            #[inline(always)]
            $vis fn $field(self) -> $into_type {
                ::core::convert::Into::into(self.[<__ $field>]())
            }

            $(#[doc = $doc])*
            #[doc = ::core::concat!("Replaces the field `", stringify!($field), "`.")]
            #[inline(always)]
            $vis fn [<with_ $field>](self, value: $into_type) -> Self {
                self.[<__with_ $field>](::core::convert::Into::into(value))
            }
        }
    };

    (
        @public_field_accessors $(#[doc = $doc:expr])* $vis:vis $name:ident $storage:ty:
        $hi:tt:$lo:tt $field:ident ?=> $try_into_type:ty
    ) => {
        $crate::num::bitfield::paste! {
            $(#[doc = $doc])*
            #[doc = ::core::concat!("Reads the field `", stringify!($field), "`, if it is valid.")]
            #[inline(always)]
            $vis fn $field(
                self,
            ) -> ::core::result::Result<
                $try_into_type,
                <$try_into_type as ::core::convert::TryFrom<
                    $crate::num::Bounded<$storage, { $hi + 1 - $lo }>,
                >>::Error,
            > {
                ::core::convert::TryInto::try_into(self.[<__ $field>]())
            }

            $(#[doc = $doc])*
            #[doc = ::core::concat!("Replaces the field `", stringify!($field), "`.")]
            #[inline(always)]
            $vis fn [<with_ $field>](self, value: $try_into_type) -> Self {
                self.[<__with_ $field>](::core::convert::Into::into(value))
            }
        }
    };

    (
        @public_field_accessors $(#[doc = $doc:expr])* $vis:vis $name:ident $storage:ty:
        $hi:tt:$lo:tt $field:ident
    ) => {
        $crate::num::bitfield::paste! {
            $(#[doc = $doc])*
            #[doc = ::core::concat!("Reads the field `", stringify!($field), "`.")]
            #[inline(always)]
            $vis fn $field(self) -> $crate::num::Bounded<$storage, { $hi + 1 - $lo }> {
                self.[<__ $field>]()
            }

            $(#[doc = $doc])*
            #[doc = ::core::concat!("Replaces the field `", stringify!($field), "`.")]
            #[inline(always)]
            $vis fn [<with_ $field>]<T>(self, value: T) -> Self
            where
                T: ::core::convert::Into<$crate::num::Bounded<$storage, { $hi + 1 - $lo }>>,
            {
                self.[<__with_ $field>](value.into())
            }

            $(#[doc = $doc])*
            #[doc = ::core::concat!("Replaces the field `", stringify!($field), "` by a constant.")]
            #[inline(always)]
            $vis const fn [<with_const_ $field>]<const VALUE: $storage>(self) -> Self {
                self.[<__with_ $field>](
                    $crate::num::Bounded::<$storage, { $hi + 1 - $lo }>::new::<VALUE>()
                )
            }

            $(#[doc = $doc])*
            #[doc = ::core::concat!("Replaces the field `", stringify!($field), "`, if `value` fits.")]
            #[inline(always)]
            $vis fn [<try_with_ $field>]<T>(self, value: T) -> $crate::error::Result<Self>
            where
                T: $crate::num::TryIntoBounded<$storage, { $hi + 1 - $lo }>,
            {
                match value.try_into_bounded() {
                    Some(value) => Ok(self.[<__with_ $field>](value)),
                    None => Err($crate::error::code::EOVERFLOW),
                }
            }
        }
    };

    (@debug $name:ident { $($field:ident;)* }) => {
        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(::core::stringify!($name))
                    .field("<raw>", &$crate::num::bitfield::Hex(self.inner))
                    $(.field(::core::stringify!($field), &self.$field()))*
                    .finish()
            }
        }
    };
}
