// SPDX-License-Identifier: GPL-2.0-only

//! Modules, their parameters and devices.

#![allow(missing_docs)]

use crate::watch::{spin, writes, AtomicU32, Ordering};
use ffi::{c_char, c_int, c_void};
use std::{cell::Cell, ffi::CStr};

/// `struct module`.
#[repr(C)]
#[derive(Default)]
pub struct module {
    pub state: c_int,
    pub param_lock: AtomicU32,
}

/// `struct device`, of which the name alone matters.
#[repr(C)]
pub struct device {
    pub init_name: *const c_char,
}

/// # Safety
///
/// `dev` is valid.
pub unsafe extern "C" fn dev_name(dev: *const device) -> *const c_char {
    // SAFETY: By the safety requirement.
    unsafe { (*dev).init_name }
}

pub const KERNEL_PARAM_OPS_FL_NOARG: u32 = 1;

/// `struct kernel_param_ops`.
#[repr(C)]
#[derive(Default)]
pub struct kernel_param_ops {
    pub flags: u32,
    pub set: Option<unsafe extern "C" fn(*const c_char, *const kernel_param) -> c_int>,
    pub get: Option<unsafe extern "C" fn(*mut c_char, *const kernel_param) -> c_int>,
    pub free: Option<unsafe extern "C" fn(*mut c_void)>,
}

/// `struct kernel_param`.
#[repr(C)]
pub struct kernel_param {
    pub name: *const c_char,
    pub mod_: *mut module,
    pub ops: *const kernel_param_ops,
    pub perm: u16,
    pub level: i8,
    pub flags: u8,
    pub __bindgen_anon_1: kernel_param__bindgen_ty_1,
}

/// The union at the end of `struct kernel_param`.
#[repr(C)]
#[derive(Clone, Copy)]
pub union kernel_param__bindgen_ty_1 {
    pub arg: *mut c_void,
}

std::thread_local! {
    static LOCKED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread holds the lock of the parameters.
pub fn param_lock_held() -> bool {
    LOCKED.get()
}

/// # Safety
///
/// `module` is null or valid.
pub unsafe extern "C-unwind" fn kernel_param_lock(module: *mut module) {
    // SAFETY: It is null or alive.
    if let Some(module) = unsafe { module.as_ref() } {
        let lock = &module.param_lock;
        let take = || lock.compare_exchange(0, 1, Ordering::Acquire, Ordering::Relaxed);
        while take().is_err() {
            spin();
        }
        return;
    }
    assert!(!LOCKED.replace(true), "deadlock");
}

/// # Safety
///
/// `module` is null or valid.
pub unsafe extern "C-unwind" fn kernel_param_unlock(module: *mut module) {
    // SAFETY: It is null or alive.
    if let Some(module) = unsafe { module.as_ref() } {
        assert!(module.param_lock.swap(0, Ordering::Release) == 1);
        return;
    }
    assert!(LOCKED.replace(false), "unlocked twice");
}

/// Copies the string. As in C, the old copy is freed, and a literal is left alone.
///
/// # Safety
///
/// `val` is a C string; `kp.arg` points to a pointer to one.
pub unsafe extern "C-unwind" fn param_set_charp(
    val: *const c_char,
    kp: *const kernel_param,
) -> c_int {
    // SAFETY: By the safety requirement; the memory is as large as what is written.
    unsafe {
        let slot = (*kp).__bindgen_anon_1.arg.cast::<*const c_char>();
        let bytes = CStr::from_ptr(val.cast()).to_bytes_with_nul();
        if bytes.len() > 1025 {
            return -(crate::ENOSPC as c_int);
        }
        let copy = crate::krealloc_node_align(
            std::ptr::null(),
            bytes.len(),
            1,
            crate::GFP_KERNEL,
            crate::NUMA_NO_NODE,
        )
        .cast::<c_char>();
        if copy.is_null() {
            return -(crate::ENOMEM as c_int);
        }
        copy.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
        writes(slot.addr());
        free(*slot.cast());
        slot.write(copy);
    }
    0
}

/// # Safety
///
/// `arg` points to a pointer to a C string.
pub unsafe extern "C" fn param_free_charp(arg: *mut c_void) {
    // SAFETY: By the safety requirement.
    free(unsafe { *arg.cast::<*const c_void>() });
}

fn free(text: *const c_void) {
    if crate::heap::Heap::owns(text) {
        // SAFETY: It is an allocation that was not freed.
        unsafe { crate::kfree(text) };
    }
}
