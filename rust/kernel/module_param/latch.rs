// SPDX-License-Identifier: GPL-2.0-only

//! A small list that is replaced as a whole, and read without a lock.
//!
//! The list exists twice. A writer fills the copy that nobody is sent to, then sends readers there.
//! A reader that finds, having read, that it would now be sent elsewhere starts again; it never
//! waits for a writer that was interrupted. C has the same under the name `seqcount_latch_t`.

use super::{Scalar, Values};
use crate::{
    error::{code::EINVAL, Result},
    sync::{
        atomic::{Acquire, Atomic, Relaxed, Release},
        barrier::{smp_mb, Read, Write},
        watch::atomic::{AtomicUsize, Ordering},
    },
};

/// One of the two copies.
pub(super) struct List<T, const N: usize> {
    elements: Values<T, N>,
    len: AtomicUsize,
}

/// A list of at most `N` values.
pub(super) struct Latch<T, const N: usize> {
    even: List<T, N>,
    odd: List<T, N>,
    /// How often the list was replaced; tells which copy counts.
    turn: Atomic<u32>,
}

impl<T: Scalar, const N: usize> List<T, N> {
    /// How many elements there are.
    pub(super) fn len(&self) -> usize {
        self.len.load(Ordering::Relaxed)
    }

    /// An element, if the list is that long.
    pub(super) fn get(&self, index: usize) -> Option<T> {
        if index >= self.len() {
            return None;
        }
        Some(self.elements.place(index)?.load())
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
        Latch {
            even: List {
                elements: Values::new(default),
                len: AtomicUsize::new(N),
            },
            odd: List {
                elements: Values::new(default),
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
    /// More values than fit are [`EINVAL`]. There must be one writer at a time, else the list may be put
    /// together of two.
    pub(super) fn replace(&self, values: impl Iterator<Item = Result<T>>) -> Result {
        let next = self.turn.load(Relaxed).wrapping_add(1);
        let copy = self.copy(next);
        // Readers may still be in this copy. What they see of the new values comes after the turn
        // that sent others away from here.
        smp_mb(Write);

        let mut len = 0;
        for value in values {
            let value = value?;
            copy.elements.place(len).ok_or(EINVAL)?.store(value);
            len += 1;
        }
        copy.len.store(len, Ordering::Relaxed);
        self.turn.store(next, Release);
        Ok(())
    }
}
