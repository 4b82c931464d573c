// SPDX-License-Identifier: GPL-2.0-only

//! Bits in arrays of words, one after the other.

#![allow(missing_docs, clippy::missing_safety_doc)]

use crate::watch::{AtomicUsize, Ordering};
use ffi::c_ulong;

const BITS: usize = usize::BITS as usize;

unsafe fn word<'a>(addr: *const c_ulong, nr: usize) -> &'a AtomicUsize {
    // SAFETY: The caller passes an array that has this bit.
    unsafe { &*addr.add(nr / BITS).cast() }
}

unsafe fn get(addr: *const c_ulong, nr: usize) -> bool {
    // SAFETY: The caller passes an array that has this bit.
    unsafe { word(addr, nr) }.load(Ordering::Relaxed) >> (nr % BITS) & 1 != 0
}

pub unsafe extern "C-unwind" fn bitmap_assign_bit_atomic(
    addr: *mut c_ulong,
    nr: c_ulong,
    value: bool,
) {
    let bit = 1 << (nr % BITS);
    // SAFETY: The caller passes an array that has this bit.
    let word = unsafe { word(addr, nr) };
    if value {
        word.fetch_or(bit, Ordering::Relaxed);
    } else {
        word.fetch_and(!bit, Ordering::Relaxed);
    }
}

pub unsafe extern "C-unwind" fn bitmap_assign_bit(addr: *mut c_ulong, nr: c_ulong, value: bool) {
    // SAFETY: The caller passes an array that has this bit.
    unsafe { bitmap_assign_bit_atomic(addr, nr, value) };
}

pub unsafe extern "C-unwind" fn find_next_bit(
    addr: *const c_ulong,
    size: c_ulong,
    offset: c_ulong,
) -> c_ulong {
    // SAFETY: The caller passes an array of as many bits.
    (offset..size)
        .find(|nr| unsafe { get(addr, *nr) })
        .unwrap_or(size)
}

pub unsafe extern "C-unwind" fn find_next_zero_bit(
    addr: *const c_ulong,
    size: c_ulong,
    offset: c_ulong,
) -> c_ulong {
    // SAFETY: The caller passes an array of as many bits.
    (offset..size)
        .find(|nr| unsafe { !get(addr, *nr) })
        .unwrap_or(size)
}

pub unsafe extern "C-unwind" fn find_last_bit(addr: *const c_ulong, size: c_ulong) -> c_ulong {
    // SAFETY: The caller passes an array of as many bits.
    (0..size)
        .rev()
        .find(|nr| unsafe { get(addr, *nr) })
        .unwrap_or(size)
}
