// SPDX-License-Identifier: GPL-2.0-only

//! Accesses to memory that are not atomic, and its life.

use crate::{execution::with, AtomicU32, Ordering};
use std::mem::{size_of, MaybeUninit};

/// States that the caller reads what is at the address: a write by another thread has come before, or comes
/// after.
pub fn reads(address: usize) {
    if let Some(cell) = with(|execution| execution.cell(address)) {
        cell.with(|_| ());
    }
}

/// States that the caller writes what is at the address: all other accesses have come before, or come after.
pub fn writes(address: usize) {
    if let Some(cell) = with(|execution| execution.cell(address)) {
        cell.with_mut(|_| ());
    }
}

/// States that memory is fresh.
pub fn allocated(address: usize, size: usize) {
    let end = address + size;
    with(|execution| {
        execution
            .dead
            .retain(|range| range.end <= address || range.start >= end)
    });
}

/// States that memory is freed: all accesses have come before, and there is no other.
pub fn freed(address: usize, size: usize) {
    let range = address..address + size;
    let Some((places, cells)) = with(|execution| {
        let places: Vec<_> = execution.places.range(range.clone()).collect();
        let places: Vec<_> = places.into_iter().map(|(_, place)| place.clone()).collect();
        let cells: Vec<_> = execution.cells.range(range.clone()).collect();
        let cells: Vec<_> = cells.into_iter().map(|(_, cell)| cell.clone()).collect();
        execution
            .places
            .retain(|address, _| !range.contains(address));
        execution
            .cells
            .retain(|address, _| !range.contains(address));
        execution.dead.push(range);
        (places, cells)
    }) else {
        return;
    };
    for place in places {
        place.difference.borrow_mut().with_mut(|_| ());
    }
    for cell in cells {
        cell.with_mut(|_| ());
    }
}

/// Where a value's words are.
fn words<T>(at: *mut T) -> impl Iterator<Item = *mut u32> {
    assert!(
        size_of::<T>() % size_of::<u32>() == 0,
        "half a word is left"
    );
    (0..size_of::<T>() / size_of::<u32>()).map(move |word| at.cast::<u32>().wrapping_add(word))
}

/// Reads a value word by word.
///
/// # Safety
///
/// `at` is the address of a value, in whole words, that all others access by these functions.
pub unsafe fn read_volatile<T>(at: *const T) -> T {
    let mut copy = MaybeUninit::<T>::uninit();
    for (from, to) in words(at.cast_mut()).zip(words(copy.as_mut_ptr())) {
        // SAFETY: Both are words of values, and the copy is this function's own.
        unsafe { to.write(AtomicU32::from_ptr(from).load(Ordering::Relaxed)) };
    }
    // SAFETY: It is a copy of all words; the caller reads no value that is not one.
    unsafe { copy.assume_init() }
}

/// Writes a value word by word.
///
/// # Safety
///
/// As for [`read_volatile`].
pub unsafe fn write_volatile<T>(at: *mut T, value: T) {
    let mut copy = MaybeUninit::new(value);
    for (from, to) in words(copy.as_mut_ptr()).zip(words(at)) {
        // SAFETY: Both are words of values, and the copy is this function's own.
        unsafe { AtomicU32::from_ptr(to).store(*from, Ordering::Relaxed) };
    }
}
