// SPDX-License-Identifier: GPL-2.0-only

/// Adds.
#[export]
pub extern "C" fn rust_sum(a: c_int, b: c_int) -> c_int {
    a.wrapping_add(b)
}

#[export]
#[cfg(CONFIG_PRINTK)]
unsafe extern "C" fn rust_first<'a>(text: &'a c_char) -> &'a c_char {
    text
}
