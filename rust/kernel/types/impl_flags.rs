// SPDX-License-Identifier: GPL-2.0-only

//! Sets of flags that C keeps in an integer.

/// Defines a set of flags and the type of a single one.
///
/// The set is made of flags and of other sets with `|`, `&`, `^` and `!`. Only flags of the list can
/// be in it: `!` gives those of the list that are not in the set.
///
/// # Examples
///
/// ```
/// use kernel::impl_flags;
///
/// impl_flags!(
///     /// What somebody may do.
///     #[derive(Debug, Clone, Default, Copy, PartialEq, Eq)]
///     pub struct Rights(u32);
///
///     /// A single one of them.
///     #[derive(Debug, Clone, Copy, PartialEq, Eq)]
///     pub enum Right {
///         /// Looks at it.
///         Read = 1 << 0,
///         /// Changes it.
///         Write = 1 << 1,
///     }
/// );
///
/// let both = Right::Read | Right::Write;
/// assert!(both.contains(Right::Write) && both.contains_all(Rights::from(Right::Read)));
/// assert_eq!(u32::from(both), 3);
///
/// let mut rights = Rights::empty();
/// assert!(rights.is_empty());
/// rights |= Right::Read;
/// assert_eq!(!rights, Right::Write.into());
/// assert!((rights & Right::Write).is_empty());
/// assert!(both.contains_any(rights ^ both));
///
/// assert_eq!(Rights::try_from(2), Ok(Right::Write.into()));
/// assert!(Rights::try_from(4).is_err());
/// ```
#[macro_export]
macro_rules! impl_flags {
    (
        $(#[$outer_flags:meta])*
        $vis_flags:vis struct $flags:ident($ty:ty);

        $(#[$outer_flag:meta])*
        $vis_flag:vis enum $flag:ident {
            $(
                $(#[$inner_flag:meta])*
                $name:ident = $value:expr
            ),+ $(,)?
        }
    ) => {
        $(#[$outer_flags])*
        #[repr(transparent)]
        $vis_flags struct $flags($ty);

        $(#[$outer_flag])*
        #[repr($ty)]
        $vis_flag enum $flag {
            $(
                $(#[$inner_flag])*
                $name = $value
            ),+
        }

        #[allow(dead_code)]
        impl $flags {
            /// The set of no flags.
            #[inline]
            pub const fn empty() -> Self {
                Self(0)
            }

            /// The bits of all flags.
            #[inline]
            pub const fn all_bits() -> $ty {
                0 $(| $value)+
            }

            /// The set of all flags.
            #[inline]
            pub const fn all() -> Self {
                Self(Self::all_bits())
            }

            /// Whether no flag is in the set.
            #[inline]
            pub const fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// Whether a flag is in the set.
            #[inline]
            pub const fn contains(self, flag: $flag) -> bool {
                let bits = flag as $ty;
                self.0 & bits == bits
            }

            /// Whether at least one of the flags is in the set.
            #[inline]
            pub const fn contains_any(self, flags: $flags) -> bool {
                self.0 & flags.0 != 0
            }

            /// Whether all of the flags are in the set.
            #[inline]
            pub const fn contains_all(self, flags: $flags) -> bool {
                self.0 & flags.0 == flags.0
            }
        }

        impl ::core::convert::From<$flag> for $flags {
            #[inline]
            fn from(value: $flag) -> Self {
                Self(value as $ty)
            }
        }

        impl ::core::convert::From<$flags> for $ty {
            #[inline]
            fn from(value: $flags) -> $ty {
                value.0
            }
        }

        impl ::core::convert::TryFrom<$ty> for $flags {
            type Error = $crate::error::Error;

            /// The set with these bits. Fails with `EINVAL` if one of them is no flag.
            #[inline]
            fn try_from(value: $ty) -> ::core::result::Result<Self, $crate::error::Error> {
                if value & !Self::all_bits() == 0 {
                    Ok(Self(value))
                } else {
                    Err($crate::error::code::EINVAL)
                }
            }
        }

        impl ::core::ops::Not for $flags {
            type Output = Self;

            #[inline]
            fn not(self) -> Self {
                Self(!self.0 & Self::all_bits())
            }
        }

        impl ::core::ops::Not for $flag {
            type Output = $flags;

            #[inline]
            fn not(self) -> $flags {
                !$flags::from(self)
            }
        }

        $crate::impl_flags!(@operators $flags $flag
            BitOr bitor BitOrAssign bitor_assign |;
            BitAnd bitand BitAndAssign bitand_assign &;
            BitXor bitxor BitXorAssign bitxor_assign ^;
        );
    };

    (@operators $flags:ident $flag:ident
        $($trait:ident $method:ident $assign:ident $assign_method:ident $op:tt;)*
    ) => {$(
        impl ::core::ops::$trait for $flags {
            type Output = Self;

            #[inline]
            fn $method(self, rhs: Self) -> Self {
                Self(self.0 $op rhs.0)
            }
        }

        impl ::core::ops::$trait<$flag> for $flags {
            type Output = Self;

            #[inline]
            fn $method(self, rhs: $flag) -> Self {
                self $op Self::from(rhs)
            }
        }

        impl ::core::ops::$trait<$flags> for $flag {
            type Output = $flags;

            #[inline]
            fn $method(self, rhs: $flags) -> $flags {
                $flags::from(self) $op rhs
            }
        }

        impl ::core::ops::$trait for $flag {
            type Output = $flags;

            #[inline]
            fn $method(self, rhs: Self) -> $flags {
                $flags::from(self) $op $flags::from(rhs)
            }
        }

        impl ::core::ops::$assign for $flags {
            #[inline]
            fn $assign_method(&mut self, rhs: Self) {
                self.0 = self.0 $op rhs.0;
            }
        }

        impl ::core::ops::$assign<$flag> for $flags {
            #[inline]
            fn $assign_method(&mut self, rhs: $flag) {
                self.0 = self.0 $op $flags::from(rhs).0;
            }
        }
    )*};
}
