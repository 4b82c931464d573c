// SPDX-License-Identifier: GPL-2.0-only

//! Boxes: every value is dropped once, every byte given back.

use bindings::heap::Heap;
use core::pin::Pin;
use kernel::prelude::*;
use kernel::types::ForeignOwnable;
use kernel_host_tests::{Tracked, Tracker};

#[test]
fn new_and_drop() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let mut b = KBox::new(t.make(5), GFP_KERNEL).unwrap();
    b.value += 1;
    assert_eq!(b.value, 6);
    drop(b);
    let v = VBox::new(t.make(1), GFP_KERNEL).unwrap();
    let kv = KVBox::new(t.make(1), GFP_KERNEL).unwrap();
    assert_eq!(t.alive(), 2);
    drop((v, kv));
    assert_eq!(t.alive(), 0);
}

#[test]
fn failure_drops_the_value() {
    let _heap = Heap::start();
    let t = Tracker::default();
    Heap::fail_after(Some(0));
    assert!(KBox::new(t.make(5), GFP_KERNEL).is_err());
    assert!(KBox::pin(t.make(5), GFP_KERNEL).is_err());
    assert_eq!(t.alive(), 0);
}

#[test]
fn size_zero() {
    let _heap = Heap::start();
    #[repr(align(256))]
    struct Aligned;
    let b = KBox::new(Aligned, GFP_KERNEL).unwrap();
    assert_eq!(&raw const *b as usize % 256, 0);
    let b: KBox<[u32; 0]> = KBox::new([], GFP_ATOMIC).unwrap();
    assert!(b.is_empty());
    assert!(Heap::calls().is_empty());
}

#[test]
fn over_aligned_value() {
    let _heap = Heap::start();
    #[repr(align(1024))]
    struct Aligned(u8);
    let b = KBox::new(Aligned(3), GFP_KERNEL).unwrap();
    assert_eq!(&raw const *b as usize % 1024, 0);
    assert_eq!(b.0, 3);
}

#[test]
fn raw_and_back() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let raw = KBox::into_raw(KBox::new(t.make(8), GFP_KERNEL).unwrap());
    assert_eq!(t.alive(), 1);
    // SAFETY: The pointer is from `into_raw()`.
    let b = unsafe { KBox::from_raw(raw) };
    assert_eq!(b.value, 8);
    let leaked = KBox::leak(b);
    leaked.value = 9;
    // SAFETY: A leaked value is still in its box's memory.
    drop(unsafe { KBox::from_raw(leaked) });
    assert_eq!(t.alive(), 0);
}

#[test]
fn contents_in_and_out() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let b = KBox::new(t.make(1), GFP_KERNEL).unwrap();
    let address = &raw const *b as usize;
    let empty = KBox::drop_contents(b);
    assert_eq!(t.alive(), 0);
    let b = KBox::write(empty, t.make(2));
    assert_eq!(&raw const *b as usize, address);
    let value = KBox::into_inner(b);
    assert_eq!(Heap::live(), 0);
    assert_eq!(value.value, 2);
    drop(value);
    assert_eq!(t.alive(), 0);
    drop(KBox::<u64>::new_uninit(GFP_KERNEL).unwrap());
}

#[test]
fn zeroed() {
    let _heap = Heap::start();
    let b = KVBox::<[u64; 100]>::zeroed(GFP_KERNEL).unwrap();
    assert!(b.iter().all(|x| *x == 0));
}

#[test]
fn pinned_slice() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let slice: Pin<KBox<[Tracked]>> = KBox::pin_slice(
        |i| Ok::<_, Error>(t.make(u32::try_from(i).unwrap())),
        7,
        GFP_KERNEL,
    )
    .unwrap();
    assert_eq!(slice.len(), 7);
    assert_eq!(slice.iter().map(|x| x.value).sum::<u32>(), 21);
    drop(slice);
    assert_eq!(t.alive(), 0);

    let make = |i| if i < 3 { Ok(t.make(0)) } else { Err(EBUSY) };
    let none: Result<Pin<KBox<[Tracked]>>> = KBox::pin_slice(make, 7, GFP_KERNEL);
    assert_eq!(none.err(), Some(EBUSY));
    assert_eq!(t.alive(), 0);

    Heap::fail_after(Some(0));
    let none: Result<Pin<KBox<[u8]>>> = KBox::pin_slice(|_| Ok(0), 7, GFP_KERNEL);
    assert_eq!(none.err(), Some(ENOMEM));
    Heap::fail_after(None);
    let empty: Result<Pin<KBox<[u8]>>> = KBox::pin_slice(|_| Ok(0), 0, GFP_KERNEL);
    assert!(empty.unwrap().is_empty());
    let units: Result<Pin<KBox<[()]>>> = KBox::pin_slice(|_| Ok(()), 9, GFP_KERNEL);
    assert_eq!(units.unwrap().len(), 9);
}

fn through_c<P: ForeignOwnable>(p: P, check: impl Fn(P::Borrowed<'_>)) -> P {
    let c = p.into_foreign();
    assert_eq!(c as usize % P::FOREIGN_ALIGN, 0);
    // SAFETY: The pointer is from `into_foreign()`, and the value lives.
    check(unsafe { P::borrow(c) });
    // SAFETY: As above; this is the last use.
    unsafe { P::from_foreign(c) }
}

#[test]
fn foreign() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let b = through_c(KBox::new(t.make(7), GFP_KERNEL).unwrap(), |x| {
        assert_eq!(x.value, 7)
    });
    let p: Pin<KBox<_>> = through_c(KBox::into_pin(b), |x| assert_eq!(x.value, 7));
    drop(p);
    assert_eq!(t.alive(), 0);
    through_c(VBox::new(1_u8, GFP_KERNEL).unwrap(), |x| assert_eq!(*x, 1));
    through_c(KBox::new((), GFP_KERNEL).unwrap(), |()| ());
    // SAFETY: Null is allowed here.
    assert!(unsafe { KBox::<u8>::try_from_foreign(core::ptr::null_mut()) }.is_none());
}

#[test]
fn one_pointer_wide() {
    assert_eq!(size_of::<Option<KBox<u8>>>(), size_of::<usize>());
    assert_eq!(
        size_of::<Result<KBox<u8>, kernel::alloc::AllocError>>(),
        size_of::<usize>()
    );
}

#[test]
fn formatting() {
    let _heap = Heap::start();
    let b = KBox::new(17, GFP_KERNEL).unwrap();
    assert_eq!(format!("{b:?}"), "17");
}
