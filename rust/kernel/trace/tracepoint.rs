// SPDX-License-Identifier: GPL-2.0-only

//! Tracepoints.
//!
//! C header: [`include/linux/tracepoint.h`](srctree/include/linux/tracepoint.h)
//!
//! # Safety
//!
//! A function that is declared here is called by those who keep to what its tracepoint demands.

#![allow(unsafe_code)]

#[cfg(all(CONFIG_TRACEPOINTS, not(RUST_HAVE_RUST_DO_TRACE)))]
use crate::ffi::c_void;

/// Declares functions that hit tracepoints of C's.
///
/// A tracepoint `name` is defined in C, by `TRACE_EVENT()` and the like, in a file that says
/// `#define CREATE_TRACE_POINTS` and `#define CREATE_RUST_TRACE_POINTS`. The bindings must read the
/// header that declares it: a driver of the tree's adds it to `bindings_helper.h`, one outside of the
/// tree includes it in its `rust_bindings.h`.
///
/// While a tracepoint is off, the function costs a [static branch](crate::jump_label). Without
/// `CONFIG_TRACEPOINTS` it does nothing.
///
/// A tracepoint with a condition of its own, as by `TRACE_EVENT_CONDITION()`, is not for this: the condition
/// is a part of C's `trace_name()`, and where C has nothing but that, those who listen are called also if
/// it is false.
///
/// # Context
///
/// Any in which C may hit the tracepoint. Those who listen are called as by C: with preemption off, where
/// C switches it off, and not on a processor that is going away.
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
            $crate::trace_if_enabled!($name, $($argname: $argtyp),*);
        }
    )*};
}
pub use declare_trace;

/// The body of a tracepoint's function. The tracepoint is the user's, thus among the user's bindings.
#[doc(hidden)]
#[macro_export]
#[cfg(CONFIG_TRACEPOINTS)]
macro_rules! trace_if_enabled {
    ($name:ident, $($argname:ident: $argtyp:ty),*) => {
        $crate::macros::paste! {
            // SAFETY: C defines the tracepoint, which is initialised while building.
            let enabled = unsafe {
                $crate::jump_label::static_branch_unlikely!(
                    ::kernel::bindings::[<__tracepoint_ $name>],
                    $crate::bindings::tracepoint,
                    key
                )
            };
            if enabled {
                $crate::trace_hit!($name, $($argname: $argtyp),*);
            }
        }
    };
}

/// The body of a tracepoint's function.
#[doc(hidden)]
#[macro_export]
#[cfg(not(CONFIG_TRACEPOINTS))]
macro_rules! trace_if_enabled {
    ($name:ident, $($argname:ident: $argtyp:ty),*) => {
        $(let _ = $argname;)*
    };
}

/// Calls those who listen: C has a function for that.
#[doc(hidden)]
#[macro_export]
#[cfg(all(CONFIG_TRACEPOINTS, RUST_HAVE_RUST_DO_TRACE))]
macro_rules! trace_hit {
    ($name:ident, $($argname:ident: $argtyp:ty),*) => {
        $crate::macros::paste! {
            // SAFETY: The caller of the function promises what the tracepoint demands.
            unsafe { ::kernel::bindings::[<rust_do_trace_ $name>]($($argname),*) }
        }
    };
}

/// Calls those who listen, as C's inline function does.
#[doc(hidden)]
#[macro_export]
#[cfg(all(CONFIG_TRACEPOINTS, not(RUST_HAVE_RUST_DO_TRACE)))]
macro_rules! trace_hit {
    ($name:ident, $($argname:ident: $argtyp:ty),*) => {
        $crate::macros::paste! {
            // SAFETY:
            // - C defines the tracepoint. `register_trace_X()` takes functions of this type alone, with what is
            //   passed to them first.
            // - The caller of the function promises what the tracepoint demands.
            unsafe {
                $crate::tracepoint::for_each_probe(
                    &raw const ::kernel::bindings::[<__tracepoint_ $name>],
                    |func, data| {
                        // The caller's types see this name.
                        type __Probe = unsafe extern "C" fn(*mut $crate::ffi::c_void, $($argtyp),*);
                        ::core::mem::transmute::<*mut $crate::ffi::c_void, __Probe>(func)(data, $($argname),*)
                    },
                )
            }
        }
    };
}

/// Calls `call` for the functions that listen to a tracepoint, with what each of them wants to get first.
///
/// # Safety
///
/// `tracepoint` is one that is initialised.
#[doc(hidden)]
#[cfg(all(CONFIG_TRACEPOINTS, not(RUST_HAVE_RUST_DO_TRACE)))]
pub unsafe fn for_each_probe(
    tracepoint: *const bindings::tracepoint,
    mut call: impl FnMut(*mut c_void, *mut c_void),
) {
    // SAFETY: Anybody may switch preemption off; it is back on below.
    if !unsafe { bindings::tracepoint_enter() } {
        return;
    }
    // SAFETY: The caller promises a tracepoint. C publishes the array by one store, and an array that it has
    // replaced is there until those have ended that had switched preemption off before.
    let mut next = unsafe {
        (&raw const (*tracepoint).funcs)
            .cast::<*const bindings::tracepoint_func>()
            .read_volatile()
    };
    while !next.is_null() {
        // SAFETY: It is an entry of the array, whose last one has no function.
        let bindings::tracepoint_func { func, data, .. } = unsafe { *next };
        if func.is_null() {
            break;
        }
        call(func, data);
        // This was not the last entry.
        next = next.wrapping_add(1);
    }
    // SAFETY: It was switched off above.
    unsafe { bindings::tracepoint_leave() };
}
