// SPDX-License-Identifier: GPL-2.0-only

//! The checker behind all other tests finds each kind of mistake.

use bindings::heap::Heap;
use bindings::*;
use std::ptr::null;

fn slab(size: usize, align: usize) -> *mut ffi::c_void {
    // SAFETY: Safe in the mock.
    unsafe { krealloc_node_align(null(), size, align, GFP_KERNEL, NUMA_NO_NODE) }
}

fn one_mistake(text: &str) {
    let mistakes = Heap::mistakes();
    assert_eq!(mistakes.len(), 1, "{mistakes:?}");
    assert!(mistakes[0].contains(text), "{mistakes:?}");
}

#[test]
fn a_clean_run_is_clean() {
    let _heap = Heap::start();
    let p = slab(24, 8);
    // SAFETY: As above.
    unsafe { kfree(p) };
    assert!(Heap::mistakes().is_empty());
}

#[test]
fn double_free() {
    let _heap = Heap::start();
    let p = slab(24, 8);
    // SAFETY: As above.
    unsafe { kfree(p) };
    // SAFETY: As above.
    unsafe { kfree(p) };
    one_mistake("double free");
}

#[test]
fn wrong_function() {
    let _heap = Heap::start();
    let p = slab(24, 8);
    // SAFETY: As above.
    unsafe { vfree(p) };
    one_mistake("memory is of Slab");
}

#[test]
fn unknown_pointer() {
    let _heap = Heap::start();
    // SAFETY: As above.
    unsafe { kfree(64 as *const ffi::c_void) };
    one_mistake("not an allocation");
    // SAFETY: As above.
    let p =
        unsafe { krealloc_node_align(64 as *const ffi::c_void, 8, 8, GFP_KERNEL, NUMA_NO_NODE) };
    assert!(p.is_null());
    one_mistake("not from there");
}

#[test]
fn write_behind_the_end() {
    let _heap = Heap::start();
    let p = slab(24, 8).cast::<u8>();
    // SAFETY: Not what a user of the kernel may do, but the zone is there.
    unsafe { p.add(24).write(0) };
    // SAFETY: As above.
    unsafe { kfree(p.cast()) };
    one_mistake("behind the end");
}

#[test]
fn write_after_free() {
    let _heap = Heap::start();
    let p = slab(24, 8).cast::<u8>();
    // SAFETY: As above.
    unsafe { kfree(p.cast()) };
    // SAFETY: Not what a user of the kernel may do, but the memory is kept.
    unsafe { p.write(0) };
    one_mistake("write after free");
}

#[test]
fn requests_that_c_does_not_promise() {
    let _heap = Heap::start();
    let p = slab(24, 32);
    one_mistake("not aligned to 32");
    // SAFETY: As above.
    unsafe { kfree(p) };

    assert!(slab(0, 8).is_null());
    one_mistake("size 0");

    // SAFETY: As above.
    let p = unsafe { krealloc_node_align(null(), 8, 8, GFP_KERNEL | __GFP_HIGHMEM, NUMA_NO_NODE) };
    one_mistake("__GFP_HIGHMEM");
    // SAFETY: As above.
    unsafe { kfree(p) };
}

#[test]
fn an_old_size_that_is_too_large() {
    let _heap = Heap::start();
    // SAFETY: As above.
    let p = unsafe { vrealloc_from_size(null(), 0, 100, 8, GFP_KERNEL, NUMA_NO_NODE) };
    // SAFETY: As above.
    let p = unsafe { vrealloc_from_size(p, 100, 50, 8, GFP_KERNEL, NUMA_NO_NODE) };
    assert!(Heap::mistakes().is_empty());
    // SAFETY: As above.
    let p = unsafe { vrealloc_from_size(p, 100, 200, 8, GFP_KERNEL, NUMA_NO_NODE) };
    one_mistake("old size");
    // SAFETY: As above.
    unsafe { vfree(p) };
}

#[test]
#[should_panic(expected = "allocations leaked")]
fn leak() {
    let _heap = Heap::start();
    slab(24, 8);
    Heap::check();
}

#[test]
fn no_alignment_beyond_the_promise() {
    let _heap = Heap::start();
    for size in [8, 16, 24, 96, 192, 512] {
        let p = slab(size, 8);
        let promise = 1 << size.trailing_zeros();
        assert_eq!(p as usize % promise, 0);
        assert_ne!(p as usize % (2 * promise), 0);
        // SAFETY: As above.
        unsafe { kfree(p) };
    }
}
