// SPDX-License-Identifier: GPL-2.0-only

//! Everything that is neither memory nor an errno.

#![allow(missing_docs)]

use ffi::{c_char, c_int};

pub const KERN_EMERG: &[u8; 3] = b"\x010\0";
pub const KERN_ALERT: &[u8; 3] = b"\x011\0";
pub const KERN_CRIT: &[u8; 3] = b"\x012\0";
pub const KERN_ERR: &[u8; 3] = b"\x013\0";
pub const KERN_WARNING: &[u8; 3] = b"\x014\0";
pub const KERN_NOTICE: &[u8; 3] = b"\x015\0";
pub const KERN_INFO: &[u8; 3] = b"\x016\0";
pub const KERN_DEBUG: &[u8; 3] = b"\x017\0";
pub const KERN_CONT: &[u8; 3] = b"\x01c\0";

/// `struct ratelimit_state`.
#[repr(C)]
#[derive(Default)]
pub struct ratelimit_state {
    pub burst: c_int,
    pub printed: c_int,
}

/// Ten events and no more: time stands still.
///
/// # Safety
///
/// `state` is initialised and not used elsewhere.
pub unsafe extern "C-unwind" fn ___ratelimit(
    state: *mut ratelimit_state,
    _func: *const c_char,
) -> c_int {
    crate::watch::reads(state.addr());
    // SAFETY: By the safety requirement.
    let state = unsafe { &mut *state };
    if state.printed >= state.burst {
        return 0;
    }
    state.printed += 1;
    1
}

/// # Safety
///
/// `state` is writable.
pub unsafe extern "C-unwind" fn ratelimit_default_init(state: *mut ratelimit_state) {
    crate::watch::writes(state.addr());
    // SAFETY: By the safety requirement.
    unsafe {
        state.write(ratelimit_state {
            burst: 10,
            printed: 0,
        });
    }
}

/// As older trees have it, without `t` and `f`.
///
/// # Safety
///
/// `s` is NUL-terminated and `res` writable.
pub unsafe extern "C-unwind" fn kstrtobool(s: *const c_char, res: *mut bool) -> c_int {
    // SAFETY: By the safety requirement.
    let s = unsafe { std::ffi::CStr::from_ptr(s.cast()) }.to_bytes();
    let value = match s {
        [b'y' | b'Y' | b'1', ..] | [b'o' | b'O', b'n' | b'N', ..] => true,
        [b'n' | b'N' | b'0', ..] | [b'o' | b'O', b'f' | b'F', ..] => false,
        _ => return -(crate::EINVAL as c_int),
    };
    // SAFETY: By the safety requirement.
    unsafe { res.write(value) };
    0
}

/// # Safety
///
/// None.
pub unsafe extern "C-unwind" fn errname(err: c_int) -> *const c_char {
    let name = crate::errno::NAMES
        .iter()
        .find(|(number, _)| c_int::try_from(*number) == Ok(err.abs()));
    name.map_or(std::ptr::null(), |(_, name)| name.as_ptr().cast())
}

/// # Safety
///
/// None.
pub unsafe extern "C-unwind" fn WARN_ON(condition: bool) -> bool {
    assert!(!condition, "WARN_ON");
    condition
}

/// # Safety
///
/// None.
pub unsafe extern "C-unwind" fn BUG() -> ! {
    panic!("BUG");
}

/// `struct list_head`.
#[repr(C)]
pub struct list_head {
    pub next: *mut list_head,
    pub prev: *mut list_head,
}

impl Default for list_head {
    fn default() -> Self {
        Self {
            next: std::ptr::null_mut(),
            prev: std::ptr::null_mut(),
        }
    }
}

/// # Safety
///
/// `list` is writable.
pub unsafe extern "C-unwind" fn INIT_LIST_HEAD(list: *mut list_head) {
    // SAFETY: By the safety requirement.
    unsafe {
        list.write(list_head {
            next: list,
            prev: list,
        });
    }
}
