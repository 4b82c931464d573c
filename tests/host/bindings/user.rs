// SPDX-License-Identifier: GPL-2.0-only

//! User space: memory that changes as soon as it was read, as that of a hostile program may.
//!
//! Each thread of a test has a user of its own.

#![allow(missing_docs, clippy::missing_safety_doc)]

use ffi::{c_char, c_long, c_ulong, c_void};
use std::cell::RefCell;

/// Where the user's memory is.
pub const USER_START: usize = 0x1000;

#[derive(Default)]
struct User {
    bytes: Vec<u8>,
    fetches: Vec<usize>,
}

std::thread_local! {
    static USER: RefCell<User> = RefCell::default();
}

/// Gives the user memory that holds `bytes`.
pub fn user_memory(bytes: &[u8]) {
    USER.with_borrow_mut(|user| {
        user.bytes = bytes.to_vec();
        user.fetches = vec![0; bytes.len()];
    });
}

/// What the user's memory holds by now.
pub fn user_bytes() -> Vec<u8> {
    USER.with_borrow(|user| user.bytes.clone())
}

/// How often each byte of the user's memory was fetched.
pub fn user_fetches() -> Vec<usize> {
    USER.with_borrow(|user| user.fetches.clone())
}

impl User {
    fn fetch(&mut self, addr: usize) -> Option<u8> {
        let place = addr.checked_sub(USER_START)?;
        let byte = self.bytes.get_mut(place)?;
        let value = *byte;
        *byte = !value;
        self.fetches[place] += 1;
        Some(value)
    }
}

pub unsafe extern "C" fn rust_copy_from_user(
    to: *mut c_void,
    from: *const c_void,
    n: c_ulong,
) -> c_ulong {
    let n = usize::try_from(n).expect("a length");
    USER.with_borrow_mut(|user| {
        for done in 0..n {
            let Some(byte) = user.fetch(from.addr().wrapping_add(done)) else {
                // As C does: the rest is zeroes.
                // SAFETY: The caller has room for `n` bytes.
                unsafe { to.cast::<u8>().add(done).write_bytes(0, n - done) };
                return (n - done) as c_ulong;
            };
            // SAFETY: The caller has room for `n` bytes.
            unsafe { to.cast::<u8>().add(done).write(byte) };
        }
        0
    })
}

pub unsafe extern "C" fn rust_copy_to_user(
    to: *mut c_void,
    from: *const c_void,
    n: c_ulong,
) -> c_ulong {
    let n = usize::try_from(n).expect("a length");
    USER.with_borrow_mut(|user| {
        for done in 0..n {
            let place = to.addr().wrapping_add(done).checked_sub(USER_START);
            let Some(byte) = place.and_then(|place| user.bytes.get_mut(place)) else {
                return (n - done) as c_ulong;
            };
            // SAFETY: The caller has `n` bytes.
            *byte = unsafe { from.cast::<u8>().add(done).read() };
        }
        0
    })
}

pub unsafe extern "C" fn rust_strncpy_from_user(
    dst: *mut c_char,
    src: *const c_char,
    count: c_long,
) -> c_long {
    USER.with_borrow_mut(|user| {
        for done in 0..count {
            let place = usize::try_from(done).expect("a length");
            let Some(byte) = user.fetch(src.addr().wrapping_add(place)) else {
                return -(crate::EFAULT as c_long);
            };
            // SAFETY: The caller has room for `count` bytes.
            unsafe { dst.add(place).write(byte) };
            if byte == 0 {
                return done;
            }
        }
        count
    })
}
