// SPDX-License-Identifier: GPL-2.0-only

//! Arrays with few entries: an ordered map that takes memory of the [heap](crate::heap) for each.

#![allow(missing_docs, clippy::missing_safety_doc)]

use crate::{gfp_t, locks::mistake, spinlock_t, GFP_KERNEL};
use ffi::{c_int, c_ulong, c_void};
use std::{collections::BTreeMap, ptr};

pub type xa_mark_t = u32;

pub const XA_PRESENT: xa_mark_t = 8;
pub const XA_FLAGS_ALLOC: gfp_t = 0x0100_0004;
pub const XA_FLAGS_ALLOC1: gfp_t = 0x0000_000c;

const ENOMEM: usize = 12;

/// An entry, and the memory that C would take for it.
type Entry = (*mut c_void, *mut c_void);

/// `struct xarray`.
#[repr(C)]
pub struct xarray {
    pub xa_lock: spinlock_t,
    entries: BTreeMap<usize, Entry>,
}

/// Nothing that allocates until something is stored, so that it need not be dropped.
pub unsafe extern "C" fn xa_init_flags(xa: *mut xarray, _flags: gfp_t) {
    // SAFETY: The caller passes writable memory.
    unsafe {
        crate::spin_lock_init_with_key(&raw mut (*xa).xa_lock, ptr::null(), ptr::null_mut());
        (&raw mut (*xa).entries).write(BTreeMap::new());
    }
}

unsafe fn xa_lock(xa: *mut xarray) {
    // SAFETY: The caller passes a live array.
    unsafe { crate::spin_lock(&raw mut (*xa).xa_lock) };
}

unsafe fn xa_unlock(xa: *mut xarray) {
    // SAFETY: The caller passes a live array.
    unsafe { crate::spin_unlock(&raw mut (*xa).xa_lock) };
}

unsafe fn entries<'a>(xa: *mut xarray, locked: bool) -> &'a mut BTreeMap<usize, Entry> {
    if locked {
        // SAFETY: The caller passes a live array.
        unsafe { crate::spin_assert_is_held(&raw mut (*xa).xa_lock) };
    }
    // SAFETY: The caller passes a live array.
    unsafe { &mut (*xa).entries }
}

pub unsafe extern "C" fn xa_load(xa: *mut xarray, index: c_ulong) -> *mut c_void {
    // SAFETY: The caller passes a live array.
    let entries = unsafe { entries(xa, true) };
    entries.get(&index).map_or(ptr::null_mut(), |entry| entry.0)
}

fn give_back(entry: Option<Entry>) -> *mut c_void {
    entry.map_or(ptr::null_mut(), |(value, memory)| {
        // SAFETY: The heap checks the pointer.
        unsafe { crate::kfree(memory) };
        value
    })
}

pub unsafe extern "C" fn __xa_erase(xa: *mut xarray, index: c_ulong) -> *mut c_void {
    // SAFETY: The caller passes a live array.
    give_back(unsafe { entries(xa, true) }.remove(&index))
}

pub unsafe extern "C" fn __xa_store(
    xa: *mut xarray,
    index: c_ulong,
    value: *mut c_void,
    gfp: gfp_t,
) -> *mut c_void {
    if value.is_null() || value as usize & 3 != 0 {
        mistake("__xa_store: not a pointer that can be stored");
    }
    // SAFETY: The caller passes a live array. As in C, the lock is given up to sleep.
    let memory = unsafe {
        entries(xa, true);
        if gfp == GFP_KERNEL {
            xa_unlock(xa);
            crate::might_sleep_at(ptr::null(), 0);
        }
        let memory = crate::krealloc_node_align(ptr::null(), 64, 8, gfp, -1);
        if gfp == GFP_KERNEL {
            xa_lock(xa);
        }
        memory
    };
    if memory.is_null() {
        return ptr::without_provenance_mut((ENOMEM.wrapping_neg() << 2) | 2);
    }
    // SAFETY: The caller passes a live array.
    give_back(unsafe { entries(xa, true) }.insert(index, (value, memory)))
}

pub unsafe extern "C" fn xa_err(entry: *mut c_void) -> c_int {
    let value = entry as isize;
    if value & 3 == 2 && (-4095..0).contains(&(value >> 2)) {
        (value >> 2) as c_int
    } else {
        0
    }
}

pub unsafe extern "C" fn xa_is_err(entry: *const c_void) -> bool {
    // SAFETY: Nothing but the number is looked at.
    unsafe { xa_err(entry.cast_mut()) != 0 }
}

pub unsafe extern "C" fn xa_find(
    xa: *mut xarray,
    index: *mut c_ulong,
    max: c_ulong,
    _filter: xa_mark_t,
) -> *mut c_void {
    // SAFETY: The caller passes live objects.
    let (entries, index) = unsafe { (entries(xa, false), &mut *index) };
    match entries.range(*index..=max).next() {
        Some((found, (value, _))) => {
            *index = *found;
            *value
        }
        None => ptr::null_mut(),
    }
}

pub unsafe extern "C" fn xa_find_after(
    xa: *mut xarray,
    index: *mut c_ulong,
    max: c_ulong,
    filter: xa_mark_t,
) -> *mut c_void {
    // SAFETY: The caller passes live objects.
    unsafe {
        match (*index).checked_add(1) {
            Some(next) if next <= max => {
                *index = next;
                xa_find(xa, index, max, filter)
            }
            _ => ptr::null_mut(),
        }
    }
}

pub unsafe extern "C" fn xa_destroy(xa: *mut xarray) {
    // SAFETY: The caller passes a live array.
    for (_, entry) in std::mem::take(unsafe { entries(xa, false) }) {
        give_back(Some(entry));
    }
}
