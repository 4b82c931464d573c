// SPDX-License-Identifier: GPL-2.0-only

//! KUnit cases for parameters together with C's `kernel/params.c`.
//!
//! # Safety
//!
//! The operations are called as C calls them: with the entry they belong to, one call at a time.

#![allow(unsafe_code)]

use super::{__param, KernelParam, ParamAccess, StringParam};
use crate::{error::code::*, ffi::c_int, str::CStr};
use core::ptr;
use macros::kunit_tests;

static FIXED: StringParam = StringParam::new(c"fixed");
static FIXED_ENTRY: KernelParam = __param(c"fixed", ptr::null_mut(), &FIXED, 0o444);

static OPEN: StringParam = StringParam::new(c"open");
static OPEN_ENTRY: KernelParam = __param(c"open", ptr::null_mut(), &OPEN, 0o644);

/// Sets a string parameter as the kernel's parser does.
fn set(entry: &KernelParam, text: &CStr) -> c_int {
    match <StringParam as ParamAccess>::OPS.set {
        // SAFETY: The entry is that of a string parameter, which only the case that runs knows.
        Some(set) => unsafe { set(text.as_ptr().cast(), &entry.0) },
        None => EINVAL.to_errno(),
    }
}

#[kunit_tests(rust_kernel_module_param)]
mod cases {
    use super::*;

    #[test]
    fn string_that_users_cannot_write() {
        assert_eq!(set(&FIXED_ENTRY, c"one"), 0);
        assert_eq!(set(&FIXED_ENTRY, c"two"), 0);
        assert_eq!(&*FIXED.value(), c"two");
    }

    #[test]
    fn string_that_users_can_write() {
        assert_eq!(set(&OPEN_ENTRY, c"one"), 0);
        // Each takes C's lock and gives it back.
        assert_eq!(&*OPEN.value(), c"one");
        assert_eq!(set(&OPEN_ENTRY, c"two"), 0);
        assert_eq!(&*OPEN.value(), c"two");
    }
}
