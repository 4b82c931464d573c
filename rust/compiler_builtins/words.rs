// SPDX-License-Identifier: GPL-2.0-only

//! What rustc calls with all arguments on the stack, where C has them in registers.
//!
//! rustc declares C's `memcmp()` itself, to compare slices, and does not say that arguments go to
//! registers. The build gives those calls the name that is here.

use core::ffi::{c_int, c_void};

extern "C" {
    fn memcmp(left: *const c_void, right: *const c_void, len: usize) -> c_int;
}

/// Three arguments. A structure is passed on the stack.
#[repr(C)]
pub struct Arguments {
    left: *const c_void,
    right: *const c_void,
    len: usize,
}

#[doc(hidden)]
#[export_name = "__rust_memcmp"]
pub extern "C" fn compare(all: Arguments) -> c_int {
    // SAFETY: rustc asks for a comparison of memory that may be read.
    unsafe { memcmp(all.left, all.right, all.len) }
}
