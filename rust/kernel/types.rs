// SPDX-License-Identifier: GPL-2.0-only

//! Types that other abstractions are built from.
//!
//! | type | for |
//! |---|---|
//! | [`Opaque`] | an object of C inside a Rust object |
//! | [`ForeignOwnable`] | a Rust object that C keeps as a `void *` |
//! | [`ScopeGuard`] | clean-up on every way out of a function |
//! | [`ForLt`](trait@ForLt) | a type whose lifetime somebody else fills in |
//! | [`interop`] | data structures of C's |
//! | [`ptr`], [`transmute`] | alignment, fields behind raw pointers, values as bytes |
//! | [`NotThreadSafe`](type@NotThreadSafe) | a field that keeps a type on its thread |

#[doc(hidden)]
mod either;
pub mod for_lt;
mod foreign;
#[doc(hidden)]
pub mod impl_flags;
pub mod interop;
pub mod ptr;
mod scope_guard;
pub mod transmute;

pub use self::either::Either;
pub use self::for_lt::{CovariantForLt, ForLt};
pub use self::foreign::{ForeignBorrowed, ForeignOwnable, Opaque};
pub use self::scope_guard::ScopeGuard;
pub use crate::sync::aref::{ARef, AlwaysRefCounted};

use core::marker::PhantomData;

/// A field of this type makes a type neither [`Send`] nor [`Sync`].
///
/// # Examples
///
/// ```
/// use kernel::types::NotThreadSafe;
///
/// /// Valid only on the processor that it was made on.
/// struct PerCpuGuard {
///     cpu: u32,
///     _not_send: NotThreadSafe,
/// }
///
/// let guard = PerCpuGuard { cpu: 0, _not_send: NotThreadSafe };
/// assert_eq!(guard.cpu, 0);
/// ```
pub type NotThreadSafe = PhantomData<*mut ()>;

/// The value of the type [`NotThreadSafe`](type@NotThreadSafe).
#[allow(non_upper_case_globals)]
pub const NotThreadSafe: NotThreadSafe = PhantomData;
