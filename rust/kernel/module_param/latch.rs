// SPDX-License-Identifier: GPL-2.0-only

//! A small list that is replaced as a whole, and read without a lock.
//!
//! The list exists twice. A writer fills the copy that nobody is sent to, then sends readers there.
//! A reader that finds, having read, that it would now be sent elsewhere starts again; it never
//! waits for a writer that was interrupted. C has the same under the name `seqcount_latch_t`.
//!
//! # Safety
//!
//! Elements change while they are read, so that every access to one is atomic.

#![allow(unsafe_code)]

use super::Scalar;
use crate::{
    error::{code::EINVAL, Result},
    sync::{
        atomic::{Acquire, Atomic, Relaxed, Release},
        barrier::{smp_mb, Read, Write},
        watch::atomic::{AtomicUsize, Ordering},
    },
};
use core::cell::UnsafeCell;

/// One of the two copies.
///
/// # Invariants
///
/// `len` is at most `N`.
// Aligned for the widest atomic type, which on some processors is more than the integer is.
#[repr(C, align(8))]
pub(super) struct List<T, const N: usize> {
    elements: UnsafeCell<[T; N]>,
    len: AtomicUsize,
}

/// A list of at most `N` values.
pub(super) struct Latch<T, const N: usize> {
    even: List<T, N>,
    odd: List<T, N>,
    /// How often the list was replaced; tells which copy counts.
    turn: Atomic<u32>,
}

// SAFETY: All access to the elements is atomic, or made when nobody writes.
unsafe impl<T: Sync, const N: usize> Sync for Latch<T, N> {}

impl<T: Scalar, const N: usize> List<T, N> {
    /// How many elements there are.
    pub(super) fn len(&self) -> usize {
        self.len.load(Ordering::Relaxed)
    }

    /// The address of an element, if there can be such an element.
    fn element(&self, index: usize) -> Option<*mut T> {
        // The element is aligned as the struct is, or as its own size if that is less.
        (index < N).then(|| self.elements.get().cast::<T>().wrapping_add(index))
    }

    /// An element, if the list is that long.
    pub(super) fn get(&self, index: usize) -> Option<T> {
        if index >= self.len() {
            return None;
        }
        // SAFETY: The element is alive and aligned; every access is atomic.
        self.element(index).map(|ptr| unsafe { T::load(ptr) })
    }

    /// Puts the elements over the first of an array; returns how many.
    pub(super) fn copy_to(&self, array: &mut [T; N]) -> usize {
        let len = self.len();
        for (index, place) in array.iter_mut().enumerate().take(len) {
            *place = self.get(index).unwrap_or(*place);
        }
        len
    }
}

impl<T: Copy, const N: usize> Latch<T, N> {
    /// A list of `N` values.
    pub(super) const fn new(default: [T; N]) -> Self {
        // INVARIANT: The lengths are `N`.
        Latch {
            even: List {
                elements: UnsafeCell::new(default),
                len: AtomicUsize::new(N),
            },
            odd: List {
                elements: UnsafeCell::new(default),
                len: AtomicUsize::new(N),
            },
            turn: Atomic::new(0),
        }
    }
}

impl<T: Scalar, const N: usize> Latch<T, N> {
    /// The copy that counts in that turn.
    fn copy(&self, turn: u32) -> &List<T, N> {
        if turn.is_multiple_of(2) {
            &self.even
        } else {
            &self.odd
        }
    }

    /// Reads the list. `f` is called again if the list was replaced meanwhile.
    pub(super) fn read<R>(&self, f: impl Fn(&List<T, N>) -> R) -> R {
        let mut turn = self.turn.load(Acquire);
        loop {
            let result = f(self.copy(turn));
            // Should `f` have seen what a writer stores, then the writer's barrier and this one make
            // the turn seen below a later one.
            smp_mb(Read);
            let now = self.turn.load(Acquire);
            if now == turn {
                return result;
            }
            turn = now;
        }
    }

    /// Replaces the list, unless one of the values is an error.
    ///
    /// More values than fit are [`EINVAL`].
    ///
    /// # Safety
    ///
    /// There must be one writer at a time.
    pub(super) unsafe fn replace(&self, values: impl Iterator<Item = Result<T>>) -> Result {
        let next = self.turn.load(Relaxed).wrapping_add(1);
        let copy = self.copy(next);
        // Readers may still be in this copy. What they see of the new values comes after the turn
        // that sent others away from here.
        smp_mb(Write);

        let mut len = 0;
        for value in values {
            let value = value?;
            let ptr = copy.element(len).ok_or(EINVAL)?;
            // SAFETY: The element is alive and aligned; every access is atomic.
            unsafe { T::store(ptr, value) };
            len += 1;
        }
        // INVARIANT: There were no more values than elements.
        copy.len.store(len, Ordering::Relaxed);
        self.turn.store(next, Release);
        Ok(())
    }

    /// The list as it is.
    ///
    /// # Safety
    ///
    /// Nobody may replace the list while the result lives.
    pub(super) unsafe fn current(&self) -> &[T] {
        let list = self.copy(self.turn.load(Acquire));
        // SAFETY: By the list's invariant there are that many elements. Only `replace` writes them, which the
        // caller excludes.
        unsafe { core::slice::from_raw_parts(list.elements.get().cast(), list.len()) }
    }
}
