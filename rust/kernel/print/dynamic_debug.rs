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

#[doc(hidden)]
pub use super::place::Place;

use macros::kunit_tests;

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

#[kunit_tests(rust_dynamic_debug_names)]
// The suite is a static in a section of its own.
#[allow(unsafe_code)]
mod tests {
    use super::*;

    #[test]
    fn names_of_modules_have_no_dashes() {
        assert_eq!(module::<9>(b"foo-bar-\0"), *b"foo_bar_\0");
        assert_eq!(function_size(b"here"), 1);
    }
}
