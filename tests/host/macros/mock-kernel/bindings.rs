// SPDX-License-Identifier: GPL-2.0-only

//! The C names of the mock.

#![allow(non_camel_case_types, non_upper_case_globals)]

use std::ffi::{c_char, c_int, c_uint, c_void};

#[repr(C)]
pub struct module {
    pub id: c_int,
}

#[no_mangle]
static __this_module: module = module { id: 7 };

#[repr(C)]
pub struct kernel_param_ops {
    pub flags: c_uint,
    pub set: Option<unsafe extern "C" fn(val: *const c_char, kp: *const kernel_param) -> c_int>,
    pub get: Option<unsafe extern "C" fn(buffer: *mut c_char, kp: *const kernel_param) -> c_int>,
    pub free: Option<unsafe extern "C" fn(arg: *mut c_void)>,
}

#[repr(C)]
pub struct kernel_param {
    pub name: *const c_char,
    pub mod_: *mut module,
    pub ops: *const kernel_param_ops,
    pub perm: u16,
    pub level: i8,
    pub flags: u8,
    pub arg: *mut c_void,
}

#[repr(C)]
pub struct kunit {
    pub status: c_uint,
    pub failures: c_uint,
}

pub const kunit_status_KUNIT_SUCCESS: c_uint = 0;
pub const kunit_status_KUNIT_FAILURE: c_uint = 1;
pub const kunit_status_KUNIT_SKIPPED: c_uint = 2;

#[repr(C)]
pub struct kunit_case {
    pub run_case: Option<unsafe extern "C" fn(test: *mut kunit)>,
    pub name: *const c_char,
}

extern "C" {
    pub fn rust_sum(a: c_int, b: c_int) -> c_int;
    pub fn rust_nothing();
    pub fn rust_first(text: *const c_char) -> c_char;
}
