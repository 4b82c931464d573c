// SPDX-License-Identifier: GPL-2.0-only

//! Debug messages that users switch on and off while the kernel runs.
//!
//! With `CONFIG_DYNAMIC_DEBUG` each place that prints a debug message is a line of
//! `/proc/dynamic_debug/control`, with the file, the line, the module, the function and the format string.
//! Until somebody asks for it there it costs a load and a branch:
//!
//! ```text
//! # echo 'module rust_print +p' > /proc/dynamic_debug/control
//! # echo 'file samples/rust/* func init +pfl' > /proc/dynamic_debug/control
//! ```
//!
//! The boot parameters `dyndbg=` and `MODULE.dyndbg=` and `insmod MODULE.ko dyndbg=+p` do the same.
//!
//! Reference: <https://docs.kernel.org/admin-guide/dynamic-debug-howto.html>
//!
//! C header: [`include/linux/dynamic_debug.h`](srctree/include/linux/dynamic_debug.h)
//!
//! # Safety
//!
//! C finds the places of an image or module by their section, between whose ends there are only
//! [`Place`]s. It changes a place's flags while Rust reads them, which therefore happens atomically; all
//! else is constant.

#![allow(unsafe_code)]

use crate::{
    ffi::c_char,
    str::CStr,
    sync::atomic::{atomic_load, Relaxed},
    types::Opaque,
};
use bindings::RUST_DDEBUG_CLASS_BITS as CLASS_BITS;
use macros::kunit_tests;

const WORD_BITS: u32 = u32::BITS;
const LINE_BITS: u32 = 18;
const FLAGS_BITS: u32 = 8;

/// One place in the code that prints debug messages: C's `struct _ddebug`.
#[doc(hidden)]
#[repr(transparent)]
pub struct Place(Opaque<bindings::_ddebug>);

// SAFETY: Only the flags ever change, and they are accessed atomically. The strings are `'static`.
unsafe impl Sync for Place {}

/// What C's bit fields hold, in the order of their declaration: first the lowest bits, or the highest
/// on a big-endian machine.
const fn shift(before: u32, bits: u32) -> u32 {
    if cfg!(target_endian = "big") {
        WORD_BITS - before - bits
    } else {
        before
    }
}

const LINE: u32 = shift(0, LINE_BITS);
const CLASS: u32 = shift(LINE_BITS, CLASS_BITS);
const FLAGS: u32 = shift(LINE_BITS + CLASS_BITS, FLAGS_BITS);

impl Place {
    /// A place that prints from the start if `printing`.
    ///
    /// # Panics
    ///
    /// At compile time, if a string does not end with its only NUL byte.
    pub const fn new(
        module: &'static [u8],
        function: &'static [u8],
        file: &'static str,
        format: &'static str,
        line: u32,
        printing: bool,
    ) -> Self {
        let flags = if printing {
            bindings::_DPRINTK_FLAGS_PRINT
        } else {
            0
        };
        let line = line & ((1 << LINE_BITS) - 1);
        // C's default class is the last one.
        let class = (1 << CLASS_BITS) - 1;
        let word: u32 = line << LINE | class << CLASS | flags << FLAGS;

        // SAFETY: A place consists of pointers, numbers and a key, for which zeroes are values. A key of
        // zeroes is one that is off and that no branch was built on.
        let mut raw: bindings::_ddebug = unsafe { core::mem::zeroed() };
        raw.modname = c_string(module);
        raw.function = c_string(function);
        raw.filename = c_string(file.as_bytes());
        raw.format = c_string(format.as_bytes());
        raw._bitfield_1 = bindings::__BindgenBitfieldUnit::new(word.to_ne_bytes());
        Place(Opaque::new(raw))
    }

    /// Whether messages of this place are wanted at the moment.
    #[inline(always)]
    pub fn is_enabled(&'static self) -> bool {
        // SAFETY: The place is alive. Its bit fields fill an aligned word, in which C changes nothing but
        // flags, and that in one store.
        let word = unsafe {
            atomic_load(
                (&raw mut (*self.0.get())._bitfield_1).cast::<u32>(),
                Relaxed,
            )
        };
        word >> FLAGS & bindings::_DPRINTK_FLAGS_PRINT != 0
    }

    /// The place, for C.
    pub(crate) fn as_raw(&'static self) -> *mut bindings::_ddebug {
        self.0.get()
    }
}

/// The pointer that C wants.
const fn c_string(text: &'static [u8]) -> *const c_char {
    match CStr::from_bytes_with_nul(text) {
        Ok(text) => text.as_ptr().cast(),
        Err(_) => panic!("a module's name and a format string contain no NUL byte"),
    }
}

/// The path of a function that stands in the one that prints.
#[doc(hidden)]
pub const fn path_of<F>(_: &F) -> &'static [u8] {
    core::any::type_name::<F>().as_bytes()
}

/// Where in a path the name of the function that prints begins, and where it ends.
///
/// `path::to::function::{{closure}}::here` gives that of `function`.
const fn find_function(path: &[u8]) -> (usize, usize) {
    let mut end = last_part(path, path.len()).saturating_sub(2);
    loop {
        let start = last_part(path, end);
        // Closures and constants' blocks have no name of their own.
        if start < 2 || path[start] != b'{' {
            return (start, end);
        }
        end = start - 2;
    }
}

/// Where the last part of `path[..end]` begins.
const fn last_part(path: &[u8], end: usize) -> usize {
    let mut start = end;
    while start > 0 && path[start - 1] != b':' {
        start -= 1;
    }
    start
}

/// How long a function's name is, with a NUL byte.
#[doc(hidden)]
pub const fn function_size(path: &[u8]) -> usize {
    let (start, end) = find_function(path);
    end - start + 1
}

/// A function's name, with a NUL byte.
#[doc(hidden)]
pub const fn function<const N: usize>(path: &[u8]) -> [u8; N] {
    let (start, _) = find_function(path);
    copy(path, start)
}

/// A module's name as Kbuild writes it, with a NUL byte.
#[doc(hidden)]
pub const fn module<const N: usize>(prefix: &[u8]) -> [u8; N] {
    let mut name = copy(prefix, 0);
    let mut i = 0;
    while i < N {
        if name[i] == b'-' {
            name[i] = b'_';
        }
        i += 1;
    }
    name
}

/// The bytes from `start` on, the last of them NUL.
const fn copy<const N: usize>(from: &[u8], start: usize) -> [u8; N] {
    let mut to = [0; N];
    let mut i = 0;
    while i + 1 < N {
        to[i] = from[start + i];
        i += 1;
    }
    to
}

/// Defines the place for a message, and borrows it.
#[doc(hidden)]
#[macro_export]
macro_rules! debug_place {
    ($format:expr $(, $($rest:tt)*)?) => {{
        fn here() {}
        const PATH: &[u8] = $crate::print::dynamic_debug::path_of(&here);
        const PREFIX: &[u8] = crate::__LOG_PREFIX;
        // Code refers to it. `#[used]` is a flag of the section's by which the module loader knows what it
        // makes read-only.
        #[unsafe(link_section = "__dyndbg")]
        static PLACE: $crate::print::dynamic_debug::Place =
            $crate::print::dynamic_debug::Place::new(
                &$crate::print::dynamic_debug::module::<{ PREFIX.len() }>(PREFIX),
                &$crate::print::dynamic_debug::function::<
                    { $crate::print::dynamic_debug::function_size(PATH) },
                >(PATH),
                ::core::concat!(::core::file!(), "\0"),
                ::core::concat!($format, "\0"),
                ::core::line!(),
                ::core::cfg!(debug_assertions),
            );
        &PLACE
    }};
}

#[kunit_tests(rust_dynamic_debug)]
mod tests {
    use super::*;
    use crate::{fmt, str::CStrExt as _};

    /// What C reads.
    fn as_c_sees(place: &'static Place) -> &'static bindings::_ddebug {
        // SAFETY: The place is alive. Nobody switches it while the test runs.
        unsafe { &*place.as_raw() }
    }

    fn text(pointer: *const c_char) -> &'static str {
        // SAFETY: The strings of places are `'static`.
        let text = unsafe { CStr::from_char_ptr(pointer) };
        text.to_str().unwrap_or("not UTF-8")
    }

    #[test]
    fn c_reads_what_rust_wrote() {
        let (place, line) = (crate::debug_place!("a {} place\n", 1), line!());
        let seen = as_c_sees(place);
        assert_eq!(seen.lineno(), line);
        assert_eq!(
            seen.flags() != 0,
            cfg!(debug_assertions),
            "nothing but printing is on from the start"
        );
        assert_eq!(text(seen.modname), "rust_kernel");
        assert_eq!(text(seen.function), "c_reads_what_rust_wrote");
        assert!(text(seen.filename).ends_with("kernel/print/dynamic_debug.rs"));
        assert_eq!(text(seen.format), "a {} place\n");
    }

    #[test]
    fn closures_and_generic_functions_have_their_functions_name() {
        struct Of<T>(T);
        impl<T: fmt::Display> Of<T> {
            fn place(&self) -> &'static Place {
                (|| crate::debug_place!("{}\n", self.0))()
            }
        }
        assert_eq!(text(as_c_sees(Of(1).place()).function), "place");
        // One place in the code is one, whatever the types.
        assert!(core::ptr::eq(Of(1).place(), Of("text").place()));
    }

    #[test]
    fn flags_are_seen() {
        let place = crate::debug_place!("switched\n");
        assert_eq!(place.is_enabled(), cfg!(debug_assertions));
        // SAFETY: The place is alive, and nobody else knows of it.
        let raw = unsafe { &mut *place.as_raw() };
        for flags in [0, 1, 2, 0xff] {
            raw.set_flags(flags);
            assert_eq!(place.is_enabled(), flags & 1 != 0);
        }
        raw.set_flags(0);
    }

    #[test]
    fn names_of_modules_have_no_dashes() {
        assert_eq!(module::<9>(b"foo-bar-\0"), *b"foo_bar_\0");
        assert_eq!(function_size(b"here"), 1);
    }
}
