// SPDX-License-Identifier: GPL-2.0-only

//! Interrupts of a thread's processor, and readers that sleep.

#![allow(missing_docs, clippy::missing_safety_doc)]

use crate::locks::{
    forbid_sleep, lock_class_key, may_sleep, mistake, spin_lock, spin_trylock, spin_unlock,
    spinlock_t,
};
use ffi::{c_char, c_int};
use std::{
    cell::Cell,
    sync::{
        atomic::{AtomicUsize, Ordering},
        Mutex,
    },
};

std::thread_local! {
    static DISABLED: Cell<usize> = const { Cell::new(0) };
}

/// How often interrupts of this thread are off.
pub fn interrupts_disabled() -> usize {
    DISABLED.get()
}

pub unsafe extern "C" fn local_interrupt_disable() {
    DISABLED.set(DISABLED.get() + 1);
    forbid_sleep(true);
}

pub unsafe extern "C" fn local_interrupt_enable() {
    match DISABLED.get().checked_sub(1) {
        Some(depth) => DISABLED.set(depth),
        None => mistake("local_interrupt_enable: not disabled"),
    }
    forbid_sleep(false);
}

pub unsafe extern "C" fn irqs_disabled() -> bool {
    DISABLED.get() != 0
}

pub unsafe extern "C" fn spin_lock_irq_disable(lock: *mut spinlock_t) {
    // SAFETY: The requirements are the same.
    unsafe {
        local_interrupt_disable();
        spin_lock(lock);
    }
}

pub unsafe extern "C" fn spin_trylock_irq_disable(lock: *mut spinlock_t) -> c_int {
    // SAFETY: The requirements are the same.
    unsafe {
        local_interrupt_disable();
        let taken = spin_trylock(lock);
        if taken == 0 {
            local_interrupt_enable();
        }
        taken
    }
}

pub unsafe extern "C" fn spin_unlock_irq_enable(lock: *mut spinlock_t) {
    // SAFETY: The requirements are the same.
    unsafe {
        spin_unlock(lock);
        local_interrupt_enable();
    }
}

pub unsafe extern "C" fn cpu_relax() {
    std::thread::yield_now();
}

/// `atomic_t`, of a static key.
#[repr(C)]
pub struct static_key_counter {
    pub counter: c_int,
}

/// `struct static_key`.
#[repr(C)]
pub struct static_key {
    pub enabled: static_key_counter,
}

/// `struct static_key_false`.
#[repr(C)]
pub struct static_key_false {
    pub key: static_key,
}

/// `struct static_key_true`.
#[repr(C)]
pub struct static_key_true {
    pub key: static_key,
}

/// `struct srcu_struct`: readers of the current and of the last period.
#[repr(C)]
pub struct srcu_struct {
    readers: [AtomicUsize; 2],
    current: AtomicUsize,
    writer: Mutex<()>,
    alive: bool,
}

fn domain<'a>(ssp: *mut srcu_struct, who: &str) -> &'a srcu_struct {
    // SAFETY: The callers pass a domain.
    let domain = unsafe { &*ssp };
    if !domain.alive {
        mistake(&std::format!("{who}: not initialised"));
    }
    domain
}

pub unsafe extern "C" fn init_srcu_struct_with_key(
    ssp: *mut srcu_struct,
    _name: *const c_char,
    _key: *mut lock_class_key,
) -> c_int {
    may_sleep("init_srcu_struct");
    // SAFETY: The caller passes writable memory.
    unsafe {
        ssp.write(srcu_struct {
            readers: [const { AtomicUsize::new(0) }; 2],
            current: AtomicUsize::new(0),
            writer: Mutex::new(()),
            alive: true,
        });
    }
    0
}

pub unsafe extern "C" fn cleanup_srcu_struct(ssp: *mut srcu_struct) {
    let srcu = domain(ssp, "cleanup_srcu_struct");
    if srcu.readers.iter().any(|n| n.load(Ordering::SeqCst) != 0) {
        mistake("cleanup_srcu_struct: there are readers");
    }
    // SAFETY: The caller gives the domain up.
    unsafe { (*ssp).alive = false };
}

pub unsafe extern "C" fn srcu_read_lock(ssp: *mut srcu_struct) -> c_int {
    let srcu = domain(ssp, "srcu_read_lock");
    let _writer = srcu.writer.lock().unwrap();
    let index = srcu.current.load(Ordering::SeqCst) & 1;
    srcu.readers[index].fetch_add(1, Ordering::SeqCst);
    index as c_int
}

pub unsafe extern "C" fn srcu_read_unlock(ssp: *mut srcu_struct, index: c_int) {
    let srcu = domain(ssp, "srcu_read_unlock");
    if srcu.readers[index as usize].fetch_sub(1, Ordering::SeqCst) == 0 {
        mistake("srcu_read_unlock: not locked");
    }
}

pub unsafe extern "C" fn synchronize_srcu(ssp: *mut srcu_struct) {
    may_sleep("synchronize_srcu");
    let srcu = domain(ssp, "synchronize_srcu");
    let old = {
        let _writer = srcu.writer.lock().unwrap();
        srcu.current.fetch_add(1, Ordering::SeqCst) & 1
    };
    while srcu.readers[old].load(Ordering::SeqCst) != 0 {
        std::thread::yield_now();
    }
}

pub unsafe extern "C" fn synchronize_srcu_expedited(ssp: *mut srcu_struct) {
    // SAFETY: The requirements are the same.
    unsafe { synchronize_srcu(ssp) };
}
