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
//! crate adds is mainline's current syntax for the two macros:
//!
//! - any path in front of the braces (`bindings::timespec64 { .. }`, `Ring::<u8> { .. }`);
//! - an error type after them (`Foo { .. }? Error`), [`core::convert::Infallible`] without one;
//! - code between the fields (`_: { .. }`), and the use of fields that are already initialised: in
//!   the expressions that follow, the name of a field is a mutable reference to it, which is pinned
//!   if the field is;
//! - attributes of fields (`#[cfg(CONFIG_FOO)] foo: 1`);
//! - `#[default_error(Type)]` in front, for macros that forward to these.
//!
//! [`#[pin_data]`](macro@pin_data) also makes a method `project()`, which borrows all fields of a pinned
//! struct at once.
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
//!         _: {
//!             pr_info!("counts by {}\n", step);
//!         },
//!     }? Error)
//! }
//! ```
//!
//! # Safety
//!
//! Owns the expansion of the two macros: a field is initialised once, dropped if a later one fails,
//! and no field is forgotten.

#![no_std]

mod fields;

#[doc(hidden)]
pub mod __private;

pub use ::macros::pin_data;
pub use pinned_init::*;

/// Builds an initialiser for a pinned struct.
///
/// The syntax is that of a struct expression:
///
/// | field | meaning |
/// |---|---|
/// | `field: value` or `field` | moves a value in |
/// | `field <- init` | runs another initialiser on the field's memory |
/// | `_: { code }` | runs some code at this point |
/// | `..Zeroable::init_zeroed()`, last | fills the remaining fields of a [`Zeroable`] struct with zeroes |
///
/// Fields are initialised in the order written. When one of them fails, those before it are dropped in
/// reverse order and the error is returned. What is already initialised can be used under the name of its
/// field, which is a `&mut T`, or a `Pin<&mut T>` if the field has `#[pin]`. `&this in` in front of the
/// struct gives a pointer to the whole of it, of type `NonNull<Self>`.
///
/// Attributes in front of a field, or of code, hold for all that it stands for: `#[cfg(CONFIG_FOO)]` leaves
/// it out.
///
/// The struct needs [`#[pin_data]`](macro@pin_data). The error type is
/// [`core::convert::Infallible`] unless `? Type` follows the braces.
#[macro_export]
macro_rules! pin_init {
    ($($args:tt)*) => {
        $crate::__init_fields!(@error pin, $($args)*)
    };
}

/// Builds an initialiser for a struct that may move afterwards.
///
/// Like [`pin_init!`], but the struct needs no `#[pin_data]`, its fields only take [`Init`]
/// initialisers, and the name of one is always a `&mut T`.
#[macro_export]
macro_rules! init {
    ($($args:tt)*) => {
        $crate::__init_fields!(@error move, $($args)*)
    };
}
