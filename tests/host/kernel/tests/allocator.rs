// SPDX-License-Identifier: GPL-2.0-only

//! What the three allocators ask of C, and what they make of the answer.

use bindings::heap::Heap;
use core::alloc::{GlobalAlloc, Layout};
use core::ptr::NonNull;
use kernel::alloc::allocator::{KVmalloc, Kmalloc, Vmalloc};
use kernel::alloc::{AllocError, Allocator, Flags, KernelAllocator, NumaNode};
use kernel::prelude::*;

const NO: NumaNode = NumaNode::NO_NODE;

fn layout(size: usize, align: usize) -> Layout {
    Layout::from_size_align(size, align).unwrap()
}

fn bytes<'a>(p: NonNull<[u8]>) -> &'a mut [u8] {
    // SAFETY: The tests use it while the memory lives, and only once at a time.
    unsafe { &mut *p.as_ptr() }
}

/// Reallocates; the tests keep their layouts straight.
fn realloc<A: Allocator>(
    p: NonNull<[u8]>,
    old: Layout,
    new: Layout,
    flags: Flags,
) -> Result<NonNull<[u8]>, AllocError> {
    // SAFETY: `old` is the layout of `p`.
    unsafe { A::realloc(Some(p.cast()), new, old, flags, NO) }
}

fn free<A: Allocator>(p: NonNull<[u8]>, layout: Layout) {
    // SAFETY: `layout` is the layout of `p`.
    unsafe { A::free(p.cast(), layout) }
}

macro_rules! for_each_allocator {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            #[test]
            fn kmalloc() {
                let _heap = bindings::heap::Heap::start();
                super::$name::<super::Kmalloc>();
            }
            #[test]
            fn vmalloc() {
                let _heap = bindings::heap::Heap::start();
                super::$name::<super::Vmalloc>();
            }
            #[test]
            fn kvmalloc() {
                let _heap = bindings::heap::Heap::start();
                super::$name::<super::KVmalloc>();
            }
        }
    )*};
}

for_each_allocator! {
    alignment, zeroing, zero_size, too_large, failure_keeps_memory, flags_and_node,
    alignment_can_grow,
}

fn alignment<A: Allocator>() {
    for moves in [false, true] {
        Heap::always_move(moves);
        for shift in 0..=12 {
            let align = 1 << shift;
            for size in Iterator::chain(1..300, [align - 1, align, align + 1, 3 * align, 5000]) {
                if size == 0 {
                    continue;
                }
                let old = layout(size, align);
                let p = A::alloc(old, GFP_KERNEL, NO).unwrap();
                assert_eq!(p.len(), size);
                assert!(p.addr().get() % align == 0);
                assert!(p.addr().get() % A::MIN_ALIGN == 0);
                bytes(p).fill(0x5a);

                let larger = layout(2 * size + 7, align);
                let p = realloc::<A>(p, old, larger, GFP_KERNEL).unwrap();
                assert!(p.addr().get() % align == 0);
                assert!(bytes(p)[..size].iter().all(|b| *b == 0x5a));

                let smaller = layout(size.div_ceil(3), align);
                let p = realloc::<A>(p, larger, smaller, GFP_KERNEL).unwrap();
                assert!(p.addr().get() % align == 0);
                assert!(bytes(p).iter().all(|b| *b == 0x5a));
                free::<A>(p, smaller);
            }
            Heap::check();
        }
    }
}

fn alignment_can_grow<A: Allocator>() {
    for (from, to) in [(1, 16), (8, 4096), (64, 128), (4096, 1)] {
        let (old, new) = (layout(100, from), layout(60, to));
        let p = A::alloc(old, GFP_KERNEL, NO).unwrap();
        bytes(p).fill(3);
        let p = realloc::<A>(p, old, new, GFP_KERNEL).unwrap();
        assert!(p.addr().get() % to == 0);
        assert!(bytes(p).iter().all(|b| *b == 3));
        free::<A>(p, new);
    }
}

fn zeroing<A: Allocator>() {
    let flags = GFP_KERNEL | __GFP_ZERO;
    for moves in [false, true] {
        Heap::always_move(moves);
        for size in [1, 8, 100, 4000] {
            let (small, large) = (layout(size, 8), layout(3 * size, 8));
            let p = A::alloc(small, flags, NO).unwrap();
            assert!(bytes(p).iter().all(|b| *b == 0));

            // Use it all, shrink it, and grow it again without having asked for zeroes before.
            let p = realloc::<A>(p, small, large, GFP_KERNEL).unwrap();
            bytes(p).fill(0xee);
            let p = realloc::<A>(p, large, small, GFP_KERNEL).unwrap();
            let p = realloc::<A>(p, small, large, flags).unwrap();
            assert!(bytes(p)[..size].iter().all(|b| *b == 0xee));
            assert!(bytes(p)[size..].iter().all(|b| *b == 0));
            free::<A>(p, large);
        }
    }
}

fn zero_size<A: Allocator>() {
    for shift in 0..=12 {
        let none = layout(0, 1 << shift);
        let some = layout(1 << shift, 1 << shift);

        let p = A::alloc(none, GFP_KERNEL, NO).unwrap();
        assert_eq!((p.len(), p.addr().get()), (0, 1 << shift));
        free::<A>(p, none);
        let p = realloc::<A>(p, none, none, GFP_KERNEL).unwrap();
        assert!(Heap::calls().is_empty(), "C was called for nothing");

        let p = realloc::<A>(p, none, some, GFP_KERNEL).unwrap();
        assert_eq!(Heap::live(), 1);
        let calls = Heap::calls();
        assert!(
            calls.len() == 1 && !calls[0].moved,
            "a dangling pointer reached C"
        );

        let p = realloc::<A>(p, some, none, GFP_KERNEL).unwrap();
        assert_eq!((p.len(), p.addr().get()), (0, 1 << shift));
        assert_eq!(Heap::live(), 0, "shrinking to nothing frees");
        assert!(Heap::calls().is_empty(), "freeing needs no reallocation");
    }

    // SAFETY: Without a pointer there is nothing that the old layout could fail to match.
    let p = unsafe { A::realloc(None, layout(8, 8), layout(0, 1), GFP_KERNEL, NO) }.unwrap();
    free::<A>(p, layout(8, 8));
}

fn too_large<A: Allocator>() {
    for align in [1, 64, 4096] {
        let max = isize::MAX as usize + 1 - align;
        assert_eq!(
            A::alloc(layout(max, align), GFP_KERNEL, NO),
            Err(AllocError)
        );
    }
}

fn failure_keeps_memory<A: Allocator>() {
    let (small, large) = (layout(100, 32), layout(200, 32));
    let p = A::alloc(small, GFP_KERNEL, NO).unwrap();
    bytes(p).fill(9);
    Heap::fail_after(Some(0));
    assert_eq!(realloc::<A>(p, small, large, GFP_KERNEL), Err(AllocError));
    assert_eq!(
        realloc::<A>(p, small, layout(50, 4096), GFP_KERNEL),
        Err(AllocError)
    );
    assert_eq!(A::alloc(large, GFP_KERNEL, NO), Err(AllocError));
    Heap::fail_after(None);
    assert!(bytes(p).iter().all(|b| *b == 9));
    free::<A>(p, small);
}

fn flags_and_node<A: Allocator>() {
    let node = NumaNode::new(3).unwrap();
    let l = layout(8, 8);
    for flags in [
        GFP_KERNEL,
        GFP_ATOMIC,
        GFP_NOWAIT,
        GFP_KERNEL_ACCOUNT,
        GFP_KERNEL | __GFP_HIGHMEM | __GFP_NOWARN,
    ] {
        let p = A::alloc(l, flags, node).unwrap();
        free::<A>(p, l);
        let calls = Heap::calls();
        assert_eq!((calls.len(), calls[0].nid), (1, 3));
        if flags.contains(__GFP_HIGHMEM) {
            // The checker refuses the flag where the slab would see it.
            assert_ne!(calls[0].flags & bindings::__GFP_NOWARN, 0);
        }
    }
}

#[test]
fn only_nodes_that_are_online() {
    assert!(NumaNode::new(0).is_ok());
    assert!(NumaNode::new(3).is_ok());
    for node in [-2, -1, 1, 63, 64, 65, i32::MIN, i32::MAX] {
        assert_eq!(NumaNode::new(node), Err(EINVAL));
    }
}

#[test]
fn flags() {
    let f = GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN;
    assert!(f.contains(__GFP_ZERO) && f.contains(GFP_KERNEL | __GFP_NOWARN));
    assert!(!GFP_KERNEL.contains(__GFP_ZERO));
    assert!(f & !__GFP_ZERO == GFP_KERNEL | __GFP_NOWARN);
    assert!(f & !__GFP_ZERO & !__GFP_NOWARN == GFP_KERNEL);
    assert!(f & (!__GFP_ZERO & !__GFP_NOWARN) == GFP_KERNEL);
    assert!(f & !(__GFP_ZERO | __GFP_NOWARN) == GFP_KERNEL);
    assert!(GFP_KERNEL & !__GFP_ZERO == GFP_KERNEL);
    assert!(!__GFP_ZERO & f == GFP_KERNEL | __GFP_NOWARN);
    assert!(f & __GFP_ZERO == __GFP_ZERO);
}

#[test]
fn global_allocator() {
    let _heap = Heap::start();
    let a = KernelAllocator;
    let l = layout(100, 64);
    // SAFETY: The layouts are those of the memory, and their sizes are not zero.
    unsafe {
        let p = a.alloc_zeroed(l);
        assert!((0..100).all(|i| *p.add(i) == 0) && p as usize % 64 == 0);
        p.write_bytes(4, 100);
        let p = a.realloc(p, l, 300);
        assert!((0..100).all(|i| *p.add(i) == 4) && p as usize % 64 == 0);
        Heap::fail_after(Some(0));
        assert!(a.realloc(p, layout(300, 64), 400).is_null());
        assert!(a.alloc(l).is_null());
        Heap::fail_after(None);
        assert!(a.realloc(p, layout(300, 64), usize::MAX).is_null());
        a.dealloc(p, layout(300, 64));

        let p = a.alloc(l);
        a.dealloc(p, l);
    }
}

#[test]
fn fallback_to_pages() {
    let _heap = Heap::start();
    let (small, large) = (layout(1 << 20, 8), layout(8 << 20, 8));
    assert!(<Kmalloc as Allocator>::alloc(large, GFP_KERNEL, NO).is_err());
    let p = KVmalloc::alloc(small, GFP_KERNEL, NO).unwrap();
    bytes(p)[1000] = 1;
    let p = realloc::<KVmalloc>(p, small, large, GFP_KERNEL).unwrap();
    assert_eq!(bytes(p)[1000], 1);
    free::<KVmalloc>(p, large);
}

#[test]
fn every_page_once() {
    use kernel::page::{AsPageIter, PAGE_SIZE};
    for n in [0, 1, 2, PAGE_SIZE / 4, PAGE_SIZE / 4 + 1, PAGE_SIZE] {
        let mut v = VVec::<u32>::with_capacity(n, GFP_KERNEL).unwrap();
        for i in 0..n {
            v.push(i as u32, GFP_KERNEL).unwrap();
        }
        let bytes = v.capacity() * 4;
        let pages = v.page_iter();
        assert_eq!(
            (pages.size(), pages.page_count()),
            (bytes, bytes.div_ceil(PAGE_SIZE))
        );
        assert_eq!(pages.size_hint().0, pages.page_count());
        let mut seen = std::vec::Vec::new();
        for page in pages {
            let mut first = [0u8; 4];
            // SAFETY: The vector is borrowed, and nobody else knows of its pages.
            unsafe { page.read_raw(first.as_mut_ptr(), 0, 4).unwrap() };
            seen.push(u32::from_ne_bytes(first));
        }
        let expected: std::vec::Vec<_> = (0..n as u32).step_by(PAGE_SIZE / 4).collect();
        assert_eq!(seen[..expected.len()], expected);
    }
    let mut empty = VBox::new((), GFP_KERNEL).unwrap();
    assert_eq!(empty.page_iter().count(), 0);
}
