// SPDX-License-Identifier: GPL-2.0-only

//! C's atomic operations, played by those of the standard library, and reference counts.

#![allow(missing_docs, clippy::missing_safety_doc)]

use crate::watch::*;
use ffi::{c_int, c_void};
use std::cell::Cell;

/// `atomic_t`.
#[repr(C)]
pub struct atomic_t {
    pub counter: c_int,
}

/// `atomic64_t`.
#[repr(C)]
pub struct atomic64_t {
    pub counter: i64,
}

/// `struct refcount_struct`.
#[repr(C)]
pub struct refcount_struct {
    pub refs: atomic_t,
}

pub type refcount_t = refcount_struct;

/// Pointers are stored as pointers.
type Pointer = *const c_void;

macro_rules! basic {
    ($obj:ty, $val:ty, $atomic:ty, $from:expr, $to:expr;
     $read:ident, $read_acquire:ident, $set:ident, $set_release:ident) => {
        pub unsafe extern "C-unwind" fn $read(v: *const $obj) -> $val {
            // SAFETY: The caller passes a live variable.
            let v = unsafe { &*v.cast::<$atomic>() };
            $to(v.load(Ordering::Relaxed))
        }

        pub unsafe extern "C-unwind" fn $read_acquire(v: *const $obj) -> $val {
            // SAFETY: The caller passes a live variable.
            let v = unsafe { &*v.cast::<$atomic>() };
            $to(v.load(Ordering::Acquire))
        }

        pub unsafe extern "C-unwind" fn $set(v: *mut $obj, new: $val) {
            // SAFETY: The caller passes a live variable.
            let v = unsafe { &*v.cast::<$atomic>() };
            v.store($from(new), Ordering::Relaxed);
        }

        pub unsafe extern "C-unwind" fn $set_release(v: *mut $obj, new: $val) {
            // SAFETY: The caller passes a live variable.
            let v = unsafe { &*v.cast::<$atomic>() };
            v.store($from(new), Ordering::Release);
        }
    };
}

macro_rules! exchange {
    ($obj:ty, $val:ty, $atomic:ty, $from:expr, $to:expr;
     $($order:ident, $fail:ident: $xchg:ident, $cmpxchg:ident;)*) => {$(
        pub unsafe extern "C-unwind" fn $xchg(v: *mut $obj, new: $val) -> $val {
            // SAFETY: The caller passes a live variable.
            let v = unsafe { &*v.cast::<$atomic>() };
            $to(v.swap($from(new), Ordering::$order))
        }

        pub unsafe extern "C-unwind" fn $cmpxchg(v: *mut $obj, old: *mut $val, new: $val) -> bool {
            // SAFETY: The caller passes a live variable.
            let v = unsafe { &*v.cast::<$atomic>() };
            // SAFETY: The caller passes a variable of its own.
            let old = unsafe { &mut *old };
            match v.compare_exchange($from(*old), $from(new), Ordering::$order, Ordering::$fail) {
                Ok(_) => true,
                Err(seen) => {
                    *old = $to(seen);
                    false
                }
            }
        }
    )*};
}

macro_rules! arithmetic {
    ($obj:ty, $val:ty, $atomic:ty; $($order:ident: $add:ident, $sub:ident;)*) => {$(
        pub unsafe extern "C-unwind" fn $add(i: $val, v: *mut $obj) -> $val {
            // SAFETY: The caller passes a live variable.
            unsafe { &*v.cast::<$atomic>() }.fetch_add(i, Ordering::$order)
        }

        pub unsafe extern "C-unwind" fn $sub(i: $val, v: *mut $obj) -> $val {
            // SAFETY: The caller passes a live variable.
            unsafe { &*v.cast::<$atomic>() }.fetch_sub(i, Ordering::$order)
        }
    )*};
}

basic!(i8, i8, AtomicI8, std::convert::identity, std::convert::identity;
    atomic_i8_read, atomic_i8_read_acquire, atomic_i8_set, atomic_i8_set_release);

exchange!(i8, i8, AtomicI8, std::convert::identity, std::convert::identity;
    SeqCst, SeqCst: atomic_i8_xchg, atomic_i8_try_cmpxchg;
    Acquire, Acquire: atomic_i8_xchg_acquire, atomic_i8_try_cmpxchg_acquire;
    Release, Relaxed: atomic_i8_xchg_release, atomic_i8_try_cmpxchg_release;
    Relaxed, Relaxed: atomic_i8_xchg_relaxed, atomic_i8_try_cmpxchg_relaxed;
);

basic!(i16, i16, AtomicI16, std::convert::identity, std::convert::identity;
    atomic_i16_read, atomic_i16_read_acquire, atomic_i16_set, atomic_i16_set_release);

exchange!(i16, i16, AtomicI16, std::convert::identity, std::convert::identity;
    SeqCst, SeqCst: atomic_i16_xchg, atomic_i16_try_cmpxchg;
    Acquire, Acquire: atomic_i16_xchg_acquire, atomic_i16_try_cmpxchg_acquire;
    Release, Relaxed: atomic_i16_xchg_release, atomic_i16_try_cmpxchg_release;
    Relaxed, Relaxed: atomic_i16_xchg_relaxed, atomic_i16_try_cmpxchg_relaxed;
);

basic!(Pointer, Pointer, AtomicPtr<c_void>, Pointer::cast_mut, <*mut c_void>::cast_const;
    atomic_ptr_read, atomic_ptr_read_acquire, atomic_ptr_set, atomic_ptr_set_release);

exchange!(Pointer, Pointer, AtomicPtr<c_void>, Pointer::cast_mut, <*mut c_void>::cast_const;
    SeqCst, SeqCst: atomic_ptr_xchg, atomic_ptr_try_cmpxchg;
    Acquire, Acquire: atomic_ptr_xchg_acquire, atomic_ptr_try_cmpxchg_acquire;
    Release, Relaxed: atomic_ptr_xchg_release, atomic_ptr_try_cmpxchg_release;
    Relaxed, Relaxed: atomic_ptr_xchg_relaxed, atomic_ptr_try_cmpxchg_relaxed;
);

basic!(atomic_t, c_int, AtomicI32, std::convert::identity, std::convert::identity;
    atomic_i32_read, atomic_i32_read_acquire, atomic_i32_set, atomic_i32_set_release);

exchange!(atomic_t, c_int, AtomicI32, std::convert::identity, std::convert::identity;
    SeqCst, SeqCst: atomic_i32_xchg, atomic_i32_try_cmpxchg;
    Acquire, Acquire: atomic_i32_xchg_acquire, atomic_i32_try_cmpxchg_acquire;
    Release, Relaxed: atomic_i32_xchg_release, atomic_i32_try_cmpxchg_release;
    Relaxed, Relaxed: atomic_i32_xchg_relaxed, atomic_i32_try_cmpxchg_relaxed;
);

arithmetic!(atomic_t, c_int, AtomicI32;
    SeqCst: atomic_i32_fetch_add, atomic_i32_fetch_sub;
    Acquire: atomic_i32_fetch_add_acquire, atomic_i32_fetch_sub_acquire;
    Release: atomic_i32_fetch_add_release, atomic_i32_fetch_sub_release;
    Relaxed: atomic_i32_fetch_add_relaxed, atomic_i32_fetch_sub_relaxed;
);

basic!(atomic64_t, i64, AtomicI64, std::convert::identity, std::convert::identity;
    atomic_i64_read, atomic_i64_read_acquire, atomic_i64_set, atomic_i64_set_release);

exchange!(atomic64_t, i64, AtomicI64, std::convert::identity, std::convert::identity;
    SeqCst, SeqCst: atomic_i64_xchg, atomic_i64_try_cmpxchg;
    Acquire, Acquire: atomic_i64_xchg_acquire, atomic_i64_try_cmpxchg_acquire;
    Release, Relaxed: atomic_i64_xchg_release, atomic_i64_try_cmpxchg_release;
    Relaxed, Relaxed: atomic_i64_xchg_relaxed, atomic_i64_try_cmpxchg_relaxed;
);

arithmetic!(atomic64_t, i64, AtomicI64;
    SeqCst: atomic_i64_fetch_add, atomic_i64_fetch_sub;
    Acquire: atomic_i64_fetch_add_acquire, atomic_i64_fetch_sub_acquire;
    Release: atomic_i64_fetch_add_release, atomic_i64_fetch_sub_release;
    Relaxed: atomic_i64_fetch_add_relaxed, atomic_i64_fetch_sub_relaxed;
);

pub unsafe extern "C-unwind" fn atomic_i32_add(i: c_int, v: *mut atomic_t) {
    // SAFETY: The caller passes a live variable.
    unsafe { &*v.cast::<AtomicI32>() }.fetch_add(i, Ordering::Relaxed);
}

pub unsafe extern "C-unwind" fn atomic_i64_add(i: i64, v: *mut atomic64_t) {
    // SAFETY: The caller passes a live variable.
    unsafe { &*v.cast::<AtomicI64>() }.fetch_add(i, Ordering::Relaxed);
}

/// What C calls `REFCOUNT_SATURATED`.
pub const REFCOUNT_SATURATED: c_int = c_int::MIN / 2;

std::thread_local! {
    static WARNINGS: Cell<usize> = const { Cell::new(0) };
}

/// How often a count of this thread left its range since the last call.
pub fn refcount_warnings() -> usize {
    WARNINGS.replace(0)
}

fn refs<'a>(r: *mut refcount_t) -> &'a AtomicI32 {
    // SAFETY: The callers pass a live count.
    unsafe { &*r.cast::<AtomicI32>() }
}

/// As `refcount_warn_saturate()`.
fn saturate(r: *mut refcount_t) {
    refs(r).store(REFCOUNT_SATURATED, Ordering::Relaxed);
    WARNINGS.set(WARNINGS.get() + 1);
}

pub unsafe extern "C-unwind" fn refcount_set(r: *mut refcount_t, n: c_int) {
    refs(r).store(n, Ordering::Relaxed);
}

pub unsafe extern "C-unwind" fn refcount_inc(r: *mut refcount_t) {
    let old = refs(r).fetch_add(1, Ordering::Relaxed);
    if old <= 0 || old == c_int::MAX {
        saturate(r);
    }
}

pub unsafe extern "C-unwind" fn refcount_dec(r: *mut refcount_t) {
    if refs(r).fetch_sub(1, Ordering::Release) <= 1 {
        saturate(r);
    }
}

pub unsafe extern "C-unwind" fn refcount_dec_and_test(r: *mut refcount_t) -> bool {
    match refs(r).fetch_sub(1, Ordering::Release) {
        1 => {
            fence(Ordering::Acquire);
            true
        }
        old => {
            if old <= 0 {
                saturate(r);
            }
            false
        }
    }
}

macro_rules! barriers {
    ($order:ident: $($name:ident)*) => {$(
        pub unsafe extern "C-unwind" fn $name() {
            fence(Ordering::$order);
        }
    )*};
}

barriers!(SeqCst: mb dma_mb smp_mb);
barriers!(Acquire: rmb dma_rmb smp_rmb);
barriers!(Release: wmb dma_wmb smp_wmb);
