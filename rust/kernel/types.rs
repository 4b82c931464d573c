// SPDX-License-Identifier: GPL-2.0-only

//! Types that other abstractions are built from.
//!
//! | type | for |
//! |---|---|
//! | [`Opaque`] | an object of C inside a Rust object |
//! | [`ForeignOwnable`] | a Rust object that C keeps as a `void *` |
//! | [`ScopeGuard`] | clean-up on every way out of a function |
//! | [`NotThreadSafe`](type@NotThreadSafe) | a field that keeps a type on its thread |

mod foreign;
mod opaque;
mod scope_guard;

pub use self::foreign::ForeignOwnable;
pub use self::opaque::Opaque;
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
