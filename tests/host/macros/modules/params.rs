// SPDX-License-Identifier: GPL-2.0-only

//! What the kernel does with the section `__param`.

use kernel::bindings::kernel_param;
use std::ffi::{c_int, CStr, CString};

unsafe extern "C" {
    static __start___param: [kernel_param; 0];
    static __stop___param: [kernel_param; 0];
}

/// The entries of this program.
pub fn entries() -> &'static [kernel_param] {
    let (start, stop) = (&raw const __start___param, &raw const __stop___param);
    let (start, stop) = (start.cast::<kernel_param>(), stop.cast::<kernel_param>());
    // SAFETY: The linker defines both symbols as the bounds of the section, which holds nothing else.
    unsafe { std::slice::from_raw_parts(start, stop.offset_from(start) as usize) }
}

pub fn name(entry: &kernel_param) -> &'static str {
    // SAFETY: Every entry names a string constant.
    unsafe { CStr::from_ptr(entry.name) }
        .to_str()
        .expect("UTF-8")
}

/// `insmod module name=value`; returns 0 or a negative errno.
pub fn set(parameter: &str, value: &str) -> c_int {
    let entry = entries()
        .iter()
        .find(|entry| name(entry) == parameter)
        .expect("the parameter exists");
    let value = CString::new(value).expect("no NUL");
    // SAFETY: These are the operations of this very entry.
    unsafe { ((*entry.ops).set.expect("the operation exists"))(value.as_ptr(), entry) }
}
