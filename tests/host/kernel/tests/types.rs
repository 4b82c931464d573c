// SPDX-License-Identifier: GPL-2.0-only

//! Guards, owners and wrappers.

use kernel::kvec;
use kernel::prelude::*;
use kernel::sync::aref::{ARef, AlwaysRefCounted};
use kernel::types::{ForeignOwnable, Opaque, ScopeGuard};
use kernel_host_tests::Tracker;
use std::cell::Cell;
use std::ptr::NonNull;

#[test]
fn guards_run_once_or_never() {
    let runs = Cell::new(0);
    drop(ScopeGuard::new(|| runs.set(runs.get() + 1)));
    assert_eq!(runs.get(), 1);
    ScopeGuard::new(|| runs.set(runs.get() + 1)).dismiss();
    assert_eq!(runs.get(), 1);
}

#[test]
fn guards_own_data_and_closure() {
    let tracker = Tracker::default();
    let captured = tracker.make(1);
    let mut guard = ScopeGuard::new_with_data(tracker.make(2), move |data| {
        // All of it, not only the field.
        let captured = captured;
        assert_eq!((data.value, captured.value), (7, 1));
    });
    guard.value = 7;
    assert_eq!(tracker.alive(), 2);
    drop(guard);
    assert_eq!(tracker.alive(), 0);

    let captured = tracker.make(1);
    let guard = ScopeGuard::new_with_data(tracker.make(2), move |_| drop(captured));
    let data = guard.dismiss();
    assert_eq!((data.value, tracker.alive()), (2, 1));
}

struct Counted {
    count: Cell<u32>,
    value: u32,
}

// SAFETY: The tests' objects outlive all references to them.
unsafe impl AlwaysRefCounted for Counted {
    fn inc_ref(&self) {
        self.count.set(self.count.get() + 1);
    }

    unsafe fn dec_ref(obj: NonNull<Self>) {
        // SAFETY: The caller owns a reference.
        let count = unsafe { &obj.as_ref().count };
        count.set(count.get() - 1);
    }
}

impl PartialEq for Counted {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

#[test]
fn references_are_counted() {
    let object = Counted {
        count: Cell::new(1),
        value: 5,
    };
    let one = ARef::from(&object);
    let two = one.clone();
    assert!(one == two && one == &object);
    assert_eq!((object.count.get(), two.value), (3, 5));

    let raw = ARef::into_raw(two);
    assert_eq!(object.count.get(), 3);
    // SAFETY: The reference was given away just above.
    drop(unsafe { ARef::from_raw(raw) });
    assert_eq!(object.count.get(), 2);

    let foreign = one.into_foreign();
    // SAFETY: The pointer comes from `into_foreign`.
    assert_eq!(
        unsafe { <ARef<Counted> as ForeignOwnable>::borrow(foreign) }.value,
        5
    );
    assert_eq!(object.count.get(), 2);
    // SAFETY: As above, and it is not used any more.
    drop(unsafe { ARef::<Counted>::from_foreign(foreign) });
    assert_eq!(object.count.get(), 1);
}

#[test]
fn nothing_to_own() {
    let ptr = ().into_foreign();
    assert!(!ptr.is_null());
    // SAFETY: The pointer comes from `into_foreign`.
    assert_eq!(
        unsafe { <() as ForeignOwnable>::try_from_foreign(ptr) },
        Some(())
    );
    // SAFETY: Null is allowed.
    let none = unsafe { <() as ForeignOwnable>::try_from_foreign(std::ptr::null_mut()) };
    assert_eq!(none, None);
}

#[test]
fn opaque_is_transparent() {
    assert_eq!(size_of::<Opaque<[u8; 3]>>(), 3);
    let opaque = Opaque::new(kvec![1u8, 2].unwrap());
    let wrapper = Opaque::cast_from(opaque.get());
    assert!(std::ptr::eq(wrapper, &opaque));
    // SAFETY: Initialised above; nobody else knows of it. It is not used afterwards.
    assert_eq!(unsafe { opaque.get().read() }.len(), 2);
    // SAFETY: Zeroes are a valid number.
    assert_eq!(unsafe { Opaque::<u32>::zeroed().get().read() }, 0);
}

#[test]
fn container_of_finds_the_whole() {
    struct Inner {
        _pad: u8,
        field: u16,
    }
    struct Outer {
        _a: u64,
        inner: Inner,
    }
    let mut outer = Outer {
        _a: 1,
        inner: Inner { _pad: 2, field: 3 },
    };
    let base = &raw mut outer;
    // SAFETY: `base` points to a live `Outer`, from which the field's pointer is derived.
    unsafe {
        let field = &raw mut (*base).inner.field;
        assert_eq!(kernel::container_of!(field, Outer, inner.field), base);
        let field = field.cast_const();
        assert_eq!(
            kernel::container_of!(field, Outer, inner.field),
            base.cast_const()
        );
    }
}
