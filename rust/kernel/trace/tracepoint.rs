// SPDX-License-Identifier: GPL-2.0-only

//! Tracepoints.
//!
//! C header: [`include/linux/tracepoint.h`](srctree/include/linux/tracepoint.h)
//!
//! # Safety
//!
//! A function that is declared here is called by those who keep to what its tracepoint demands.

#![allow(unsafe_code)]

/// Declares functions that hit tracepoints of C's.
///
/// A tracepoint `name` is defined in C, by `TRACE_EVENT()` and the like, in a file that says
/// `#define CREATE_TRACE_POINTS`. Such a file must also provide `rust_do_trace_name()`, which
/// `DEFINE_RUST_DO_TRACE()` does on trees that have it; elsewhere it is a function that calls
/// `trace_name()`. Both names must be among the bindings: a driver adds the header to
/// `bindings_helper.h` and the names to `rust/bindings/extra`.
///
/// While a tracepoint is off, the function costs a look at a flag. Without `CONFIG_TRACEPOINTS` it
/// does nothing.
///
/// # Examples
///
/// ```ignore
/// use kernel::{bindings, ffi::c_int, tracepoint::declare_trace};
///
/// declare_trace! {
///     /// Something was loaded.
///     ///
///     /// # Safety
///     ///
///     /// None.
///     unsafe fn rust_sample_loaded(magic: c_int);
/// }
///
/// // SAFETY: The function has no requirements.
/// unsafe { rust_sample_loaded(42) };
/// ```
#[macro_export]
macro_rules! declare_trace {
    // The user's documentation has a section `# Safety`.
    ($(
        $(#[$attr:meta])*
        $pub:vis unsafe fn $name:ident($($argname:ident: $argtyp:ty),* $(,)?);
    )*) => {$(
        $(#[$attr])*
        // That is, what the user's documentation says under `# Safety`.
        #[inline(always)]
        $pub unsafe fn $name($($argname: $argtyp),*) {
            $crate::trace_if_enabled!($name, $($argname),*);
        }
    )*};
}
pub use declare_trace;

/// The body of a tracepoint's function.
#[doc(hidden)]
#[macro_export]
#[cfg(CONFIG_TRACEPOINTS)]
macro_rules! trace_if_enabled {
    ($name:ident, $($argname:ident),*) => {
        $crate::macros::paste! {
            // SAFETY: C defines the tracepoint, which is initialised while building.
            let enabled = unsafe {
                $crate::jump_label::static_branch_unlikely!(
                    $crate::bindings::[<__tracepoint_ $name>],
                    $crate::bindings::tracepoint,
                    key
                )
            };
            if enabled {
                // SAFETY: The caller of the function promises what the tracepoint demands.
                unsafe { $crate::bindings::[<rust_do_trace_ $name>]($($argname),*) };
            }
        }
    };
}

/// The body of a tracepoint's function.
#[doc(hidden)]
#[macro_export]
#[cfg(not(CONFIG_TRACEPOINTS))]
macro_rules! trace_if_enabled {
    ($name:ident, $($argname:ident),*) => {
        $(let _ = $argname;)*
    };
}
