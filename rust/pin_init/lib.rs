// SPDX-License-Identifier: GPL-2.0-only

//! In-place initialisation, under the name that mainline's drivers use.
//!
//! Many kernel objects must never move once C knows their address: a lock sits in a list of waiters,
//! a work item in a queue. Such an object is built where it will live. An *initialiser* is a value
//! that knows how to do that: [`PinInit<T, E>`] for objects that stay pinned, [`Init<T, E>`] for those
//! that may move. [`pin_init!`] and [`init!`] build one from the fields of a struct, and an allocation
//! such as `kernel::alloc::KBox` takes it and runs it on fresh memory.
//!
//! The traits and the derive macros are those of the `pinned_init` crate, re-exported here. What this
//! crate adds is mainline's current syntax for [`pin_init!`] and [`init!`]:
//!
//! - a path in front of the braces (`bindings::timespec64 { .. }`), not only an identifier;
//! - an error type after the braces (`Foo { .. }? Error`), [`core::convert::Infallible`] without one;
//! - `#[default_error(Type)]` in front, for macros that forward to these.
//!
//! # Examples
//!
//! ```ignore
//! #[pin_data]
//! struct Counter {
//!     #[pin]
//!     lock: Mutex<u32>,
//!     step: u32,
//! }
//!
//! fn counter(step: u32) -> impl PinInit<Counter, Error> {
//!     pin_init!(Counter {
//!         lock <- new_mutex!(0),
//!         step,
//!     }? Error)
//! }
//! ```

#![no_std]

#[doc(hidden)]
pub use pinned_init as __pinned_init;
pub use pinned_init::*;

/// Builds an initialiser for a pinned struct.
///
/// The syntax is that of a struct expression: `field: value` moves a value in, `field <- init` runs
/// another initialiser on the field's memory, and a last `..Zeroable::init_zeroed()` fills the
/// remaining fields of a [`Zeroable`] struct with zeroes. `&this in` in front gives the expressions a
/// pointer to the whole object, of type `NonNull<Self>`.
///
/// Fields are initialised in the order written. When one of them fails, those before it are dropped
/// in reverse order and the error is returned.
///
/// The struct needs [`#[pin_data]`](macro@pin_data). The error type is
/// [`core::convert::Infallible`] unless `? Type` follows the braces.
#[macro_export]
macro_rules! pin_init {
    ($(#[default_error($default:ty)])? $(&$this:ident in)? $t:path { $($fields:tt)* }? $err:ty) => {
        $crate::__pinned_init::__init_internal!(
            @this($($this)?),
            @typ($t),
            @fields($($fields)*),
            @error($err),
            @data(PinData, use_data),
            @has_data(HasPinData, __pin_data),
            @construct_closure(pin_init_from_closure),
            @munch_fields($($fields)*),
        )
    };
    (#[default_error($default:ty)] $(&$this:ident in)? $t:path { $($fields:tt)* }) => {
        $crate::pin_init!($(&$this in)? $t { $($fields)* }? $default)
    };
    ($(&$this:ident in)? $t:path { $($fields:tt)* }) => {
        $crate::pin_init!($(&$this in)? $t { $($fields)* }? ::core::convert::Infallible)
    };
}

/// Builds an initialiser for a struct that may move afterwards.
///
/// Like [`pin_init!`], but the struct needs no `#[pin_data]` and its fields only take [`Init`]
/// initialisers.
#[macro_export]
macro_rules! init {
    ($(#[default_error($default:ty)])? $(&$this:ident in)? $t:path { $($fields:tt)* }? $err:ty) => {
        $crate::__pinned_init::__init_internal!(
            @this($($this)?),
            @typ($t),
            @fields($($fields)*),
            @error($err),
            @data(InitData, /* no use_data */),
            @has_data(HasInitData, __init_data),
            @construct_closure(init_from_closure),
            @munch_fields($($fields)*),
        )
    };
    (#[default_error($default:ty)] $(&$this:ident in)? $t:path { $($fields:tt)* }) => {
        $crate::init!($(&$this in)? $t { $($fields)* }? $default)
    };
    ($(&$this:ident in)? $t:path { $($fields:tt)* }) => {
        $crate::init!($(&$this in)? $t { $($fields)* }? ::core::convert::Infallible)
    };
}
