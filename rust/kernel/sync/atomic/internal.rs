// SPDX-License-Identifier: GPL-2.0-only

//! The numbers that C operates on, and C's operations on them.
//!
//! # Safety
//!
//! Each operation is called with the address of a live variable of its own width.

#![allow(unsafe_code)]

use super::ordering::OrderingType;
use crate::ffi::c_void;
use core::cell::UnsafeCell;

mod private {
    /// C has operations for these types and no others.
    pub trait Sealed {}
}

/// A number that C has atomic operations for.
pub trait AtomicImpl: Sized + Copy + private::Sealed {
    /// What can be added to it.
    type Delta;
}

/// A variable that C operates on.
#[repr(transparent)]
pub struct AtomicRepr<T: AtomicImpl>(UnsafeCell<T>);

impl<T: AtomicImpl> AtomicRepr<T> {
    /// Makes a variable that holds `v`.
    #[inline]
    pub const fn new(v: T) -> Self {
        AtomicRepr(UnsafeCell::new(v))
    }

    /// The address of the variable.
    #[inline]
    pub const fn as_ptr(&self) -> *mut T {
        self.0.get()
    }
}

/// Reading and writing.
pub trait AtomicBasicOps: AtomicImpl {
    /// Reads the value. `order` is relaxed or acquire.
    fn read(a: &AtomicRepr<Self>, order: OrderingType) -> Self;

    /// Writes the value. `order` is relaxed or release.
    fn set(a: &AtomicRepr<Self>, v: Self, order: OrderingType);
}

/// Exchanging.
pub trait AtomicExchangeOps: AtomicImpl {
    /// Writes the value and returns the old one.
    fn xchg(a: &AtomicRepr<Self>, v: Self, order: OrderingType) -> Self;

    /// Writes `new` if the value is `*old`, or else reads it into `old`. Tells which.
    fn try_cmpxchg(a: &AtomicRepr<Self>, old: &mut Self, new: Self, order: OrderingType) -> bool;
}

/// Adding.
pub trait AtomicArithmeticOps: AtomicImpl {
    /// Adds to the value, in no order.
    fn add(a: &AtomicRepr<Self>, v: Self::Delta);

    /// Adds to the value and returns the old one.
    fn fetch_add(a: &AtomicRepr<Self>, v: Self::Delta, order: OrderingType) -> Self;

    /// Subtracts from the value and returns the old one.
    fn fetch_sub(a: &AtomicRepr<Self>, v: Self::Delta, order: OrderingType) -> Self;
}

/// Reading, writing and exchanging numbers of the type `$ty`.
macro_rules! exchange {
    ($ty:ty, $delta:ty {
        read: $read:path, $read_acquire:path;
        set: $set:path, $set_release:path;
        xchg: $xchg:path, $xchg_acquire:path, $xchg_release:path, $xchg_relaxed:path;
        try_cmpxchg: $cmpxchg:path, $cmpxchg_acquire:path, $cmpxchg_release:path,
            $cmpxchg_relaxed:path;
    }) => {
        impl private::Sealed for $ty {}

        impl AtomicImpl for $ty {
            type Delta = $delta;
        }

        impl AtomicBasicOps for $ty {
            #[inline(always)]
            fn read(a: &AtomicRepr<Self>, order: OrderingType) -> Self {
                let ptr = a.as_ptr();
                // SAFETY: The address is that of a live variable of this type.
                unsafe {
                    match order {
                        OrderingType::Relaxed => $read(ptr.cast()),
                        _ => $read_acquire(ptr.cast()),
                    }
                }
            }

            #[inline(always)]
            fn set(a: &AtomicRepr<Self>, v: Self, order: OrderingType) {
                let ptr = a.as_ptr();
                // SAFETY: The address is that of a live variable of this type.
                unsafe {
                    match order {
                        OrderingType::Relaxed => $set(ptr.cast(), v),
                        _ => $set_release(ptr.cast(), v),
                    }
                }
            }
        }

        impl AtomicExchangeOps for $ty {
            #[inline(always)]
            fn xchg(a: &AtomicRepr<Self>, v: Self, order: OrderingType) -> Self {
                let ptr = a.as_ptr();
                // SAFETY: The address is that of a live variable of this type.
                unsafe {
                    match order {
                        OrderingType::Relaxed => $xchg_relaxed(ptr.cast(), v),
                        OrderingType::Acquire => $xchg_acquire(ptr.cast(), v),
                        OrderingType::Release => $xchg_release(ptr.cast(), v),
                        OrderingType::Full => $xchg(ptr.cast(), v),
                    }
                }
            }

            #[inline(always)]
            fn try_cmpxchg(
                a: &AtomicRepr<Self>,
                old: &mut Self,
                new: Self,
                order: OrderingType,
            ) -> bool {
                let ptr = a.as_ptr();
                // SAFETY: The address is that of a live variable of this type; `old` is a variable of
                // the caller's own.
                unsafe {
                    match order {
                        OrderingType::Relaxed => $cmpxchg_relaxed(ptr.cast(), old, new),
                        OrderingType::Acquire => $cmpxchg_acquire(ptr.cast(), old, new),
                        OrderingType::Release => $cmpxchg_release(ptr.cast(), old, new),
                        OrderingType::Full => $cmpxchg(ptr.cast(), old, new),
                    }
                }
            }
        }
    };
}

/// Adding to numbers of the type `$ty`.
macro_rules! arithmetic {
    ($ty:ty {
        add: $add:path;
        fetch_add: $fetch_add:path, $fetch_add_acquire:path, $fetch_add_release:path,
            $fetch_add_relaxed:path;
        fetch_sub: $fetch_sub:path, $fetch_sub_acquire:path, $fetch_sub_release:path,
            $fetch_sub_relaxed:path;
    }) => {
        impl AtomicArithmeticOps for $ty {
            #[inline(always)]
            fn add(a: &AtomicRepr<Self>, v: Self) {
                // SAFETY: The address is that of a live variable of this type.
                unsafe { $add(v, a.as_ptr().cast()) };
            }

            #[inline(always)]
            fn fetch_add(a: &AtomicRepr<Self>, v: Self, order: OrderingType) -> Self {
                let ptr = a.as_ptr();
                // SAFETY: The address is that of a live variable of this type.
                unsafe {
                    match order {
                        OrderingType::Relaxed => $fetch_add_relaxed(v, ptr.cast()),
                        OrderingType::Acquire => $fetch_add_acquire(v, ptr.cast()),
                        OrderingType::Release => $fetch_add_release(v, ptr.cast()),
                        OrderingType::Full => $fetch_add(v, ptr.cast()),
                    }
                }
            }

            #[inline(always)]
            fn fetch_sub(a: &AtomicRepr<Self>, v: Self, order: OrderingType) -> Self {
                let ptr = a.as_ptr();
                // SAFETY: The address is that of a live variable of this type.
                unsafe {
                    match order {
                        OrderingType::Relaxed => $fetch_sub_relaxed(v, ptr.cast()),
                        OrderingType::Acquire => $fetch_sub_acquire(v, ptr.cast()),
                        OrderingType::Release => $fetch_sub_release(v, ptr.cast()),
                        OrderingType::Full => $fetch_sub(v, ptr.cast()),
                    }
                }
            }
        }
    };
}

exchange!(i8, i8 {
    read: bindings::atomic_i8_read, bindings::atomic_i8_read_acquire;
    set: bindings::atomic_i8_set, bindings::atomic_i8_set_release;
    xchg: bindings::atomic_i8_xchg, bindings::atomic_i8_xchg_acquire, bindings::atomic_i8_xchg_release,
        bindings::atomic_i8_xchg_relaxed;
    try_cmpxchg: bindings::atomic_i8_try_cmpxchg, bindings::atomic_i8_try_cmpxchg_acquire,
        bindings::atomic_i8_try_cmpxchg_release, bindings::atomic_i8_try_cmpxchg_relaxed;
});

exchange!(i16, i16 {
    read: bindings::atomic_i16_read, bindings::atomic_i16_read_acquire;
    set: bindings::atomic_i16_set, bindings::atomic_i16_set_release;
    xchg: bindings::atomic_i16_xchg, bindings::atomic_i16_xchg_acquire, bindings::atomic_i16_xchg_release,
        bindings::atomic_i16_xchg_relaxed;
    try_cmpxchg: bindings::atomic_i16_try_cmpxchg, bindings::atomic_i16_try_cmpxchg_acquire,
        bindings::atomic_i16_try_cmpxchg_release, bindings::atomic_i16_try_cmpxchg_relaxed;
});

exchange!(*const c_void, isize {
    read: bindings::atomic_ptr_read, bindings::atomic_ptr_read_acquire;
    set: bindings::atomic_ptr_set, bindings::atomic_ptr_set_release;
    xchg: bindings::atomic_ptr_xchg, bindings::atomic_ptr_xchg_acquire, bindings::atomic_ptr_xchg_release,
        bindings::atomic_ptr_xchg_relaxed;
    try_cmpxchg: bindings::atomic_ptr_try_cmpxchg, bindings::atomic_ptr_try_cmpxchg_acquire,
        bindings::atomic_ptr_try_cmpxchg_release, bindings::atomic_ptr_try_cmpxchg_relaxed;
});

exchange!(i32, i32 {
    read: bindings::atomic_i32_read, bindings::atomic_i32_read_acquire;
    set: bindings::atomic_i32_set, bindings::atomic_i32_set_release;
    xchg: bindings::atomic_i32_xchg, bindings::atomic_i32_xchg_acquire, bindings::atomic_i32_xchg_release,
        bindings::atomic_i32_xchg_relaxed;
    try_cmpxchg: bindings::atomic_i32_try_cmpxchg, bindings::atomic_i32_try_cmpxchg_acquire,
        bindings::atomic_i32_try_cmpxchg_release, bindings::atomic_i32_try_cmpxchg_relaxed;
});

arithmetic!(i32 {
    add: bindings::atomic_i32_add;
    fetch_add: bindings::atomic_i32_fetch_add, bindings::atomic_i32_fetch_add_acquire,
        bindings::atomic_i32_fetch_add_release, bindings::atomic_i32_fetch_add_relaxed;
    fetch_sub: bindings::atomic_i32_fetch_sub, bindings::atomic_i32_fetch_sub_acquire,
        bindings::atomic_i32_fetch_sub_release, bindings::atomic_i32_fetch_sub_relaxed;
});

exchange!(i64, i64 {
    read: bindings::atomic_i64_read, bindings::atomic_i64_read_acquire;
    set: bindings::atomic_i64_set, bindings::atomic_i64_set_release;
    xchg: bindings::atomic_i64_xchg, bindings::atomic_i64_xchg_acquire, bindings::atomic_i64_xchg_release,
        bindings::atomic_i64_xchg_relaxed;
    try_cmpxchg: bindings::atomic_i64_try_cmpxchg, bindings::atomic_i64_try_cmpxchg_acquire,
        bindings::atomic_i64_try_cmpxchg_release, bindings::atomic_i64_try_cmpxchg_relaxed;
});

arithmetic!(i64 {
    add: bindings::atomic_i64_add;
    fetch_add: bindings::atomic_i64_fetch_add, bindings::atomic_i64_fetch_add_acquire,
        bindings::atomic_i64_fetch_add_release, bindings::atomic_i64_fetch_add_relaxed;
    fetch_sub: bindings::atomic_i64_fetch_sub, bindings::atomic_i64_fetch_sub_acquire,
        bindings::atomic_i64_fetch_sub_release, bindings::atomic_i64_fetch_sub_relaxed;
});
