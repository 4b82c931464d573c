// SPDX-License-Identifier: GPL-2.0-only

//! Four processors, of which the third does not exist. Each thread says which one it runs on.

#![allow(missing_docs, clippy::missing_safety_doc)]

use crate::{
    gfp_t,
    locks::{forbid_sleep, mistake},
};
use ffi::{c_uint, c_ulong, c_void};
use std::{
    alloc::{alloc_zeroed, dealloc, Layout},
    boxed::Box,
    cell::Cell,
};

pub const PCPU_MIN_UNIT_SIZE: u32 = 32768;

const CPUS: c_uint = 4;

std::thread_local! {
    static CPU: Cell<c_uint> = const { Cell::new(0) };
    static PINNED: Cell<usize> = const { Cell::new(0) };
    static LIVE: Cell<usize> = const { Cell::new(0) };
}

/// Lets this thread run on another processor.
pub fn migrate(cpu: c_uint) {
    if PINNED.get() == 0 {
        CPU.set(cpu);
    }
}

/// How much memory for processors this thread has.
pub fn percpu_live() -> usize {
    LIVE.get()
}

struct Area {
    start: *mut u8,
    unit: Layout,
    whole: Layout,
}

pub unsafe extern "C" fn alloc_percpu_memory(size: usize, align: usize, _flags: gfp_t) -> c_ulong {
    let unit = Layout::from_size_align(size, align).unwrap().pad_to_align();
    let whole = Layout::from_size_align(unit.size() * CPUS as usize, align).unwrap();
    // SAFETY: The size is not zero.
    let start = unsafe { alloc_zeroed(whole) };
    LIVE.set(LIVE.get() + 1);
    Box::into_raw(Box::new(Area { start, unit, whole })).expose_provenance() as c_ulong
}

pub unsafe extern "C" fn free_percpu(memory: *mut c_void) {
    let area = memory.cast::<Area>();
    // SAFETY: The caller gives the memory up.
    let area = unsafe { Box::from_raw(area) };
    // SAFETY: As above.
    unsafe { dealloc(area.start, area.whole) };
    LIVE.set(LIVE.get() - 1);
}

pub unsafe extern "C" fn percpu_address(memory: c_ulong, cpu: c_uint) -> *mut c_void {
    if !is_possible_cpu(cpu) {
        mistake("per_cpu_ptr: no such processor");
    }
    // SAFETY: The caller passes memory of this allocator.
    let area = unsafe { &*std::ptr::with_exposed_provenance::<Area>(memory as usize) };
    // SAFETY: There is a unit for each processor.
    unsafe { area.start.add(area.unit.size() * cpu as usize) }.cast()
}

pub unsafe extern "C" fn this_cpu_address(memory: c_ulong) -> *mut c_void {
    if PINNED.get() == 0 {
        mistake("this_cpu_ptr: the task may migrate");
    }
    // SAFETY: The requirements are the same.
    unsafe { percpu_address(memory, CPU.get()) }
}

fn is_possible_cpu(cpu: c_uint) -> bool {
    cpu < CPUS && cpu != 2
}

pub unsafe extern "C" fn cpu_number_possible(cpu: c_uint) -> bool {
    is_possible_cpu(cpu)
}

pub unsafe extern "C" fn rust_nr_cpu_ids() -> c_uint {
    CPUS
}

pub unsafe extern "C" fn this_cpu_add_u32(memory: c_ulong, n: u32) {
    // SAFETY: The caller passes memory of this allocator, with such numbers; no other thread has it.
    let number = unsafe { percpu_address(memory, CPU.get()) }.cast::<u32>();
    // SAFETY: As above.
    unsafe { *number = (*number).wrapping_add(n) };
}

pub unsafe extern "C" fn this_cpu_add_u64(memory: c_ulong, n: u64) {
    // SAFETY: As in `this_cpu_add_u32()`.
    let number = unsafe { percpu_address(memory, CPU.get()) }.cast::<u64>();
    // SAFETY: As above.
    unsafe { *number = (*number).wrapping_add(n) };
}

pub unsafe extern "C" fn migrate_disable() {
    PINNED.set(PINNED.get() + 1);
    forbid_sleep(true);
}

pub unsafe extern "C" fn migrate_enable() {
    match PINNED.get().checked_sub(1) {
        Some(depth) => PINNED.set(depth),
        None => mistake("migrate_enable: not disabled"),
    }
    forbid_sleep(false);
}
