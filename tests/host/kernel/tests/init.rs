// SPDX-License-Identifier: GPL-2.0-only

//! Initialisers in mainline's syntax, and what is left when one fails.

use bindings::heap::Heap;
use core::{marker::PhantomPinned, pin::Pin};
use kernel::{prelude::*, try_init, try_pin_init};
use kernel_host_tests::{Tracked, Tracker};
use pin_init::init_from_closure;

struct Pair {
    left: Tracked,
    right: Tracked,
}

/// An initialiser that fails or not.
fn value(t: &Tracker, n: u32, ok: bool) -> impl Init<Tracked, Error> + '_ {
    // SAFETY: Writes the slot if and only if it succeeds.
    unsafe {
        init_from_closure(move |slot: *mut Tracked| {
            if !ok {
                return Err(EBUSY);
            }
            slot.write(t.make(n));
            Ok(())
        })
    }
}

#[test]
fn plain_struct() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let right = t.make(2);
    let pair = KBox::init(
        init!(Pair {
            left: t.make(1),
            right,
        }),
        GFP_KERNEL,
    )
    .unwrap();
    assert_eq!((pair.left.value, pair.right.value), (1, 2));
}

#[test]
fn failure_drops_what_was_built() {
    let _heap = Heap::start();
    let t = Tracker::default();
    for (l, r) in [(true, true), (true, false), (false, true)] {
        let t = &t;
        let init = try_init!(Pair {
            left <- value(t, 1, l),
            right <- value(t, 2, r),
        });
        let pair = KBox::init(init, GFP_KERNEL);
        assert_eq!(pair.is_ok(), l && r);
        assert_eq!(t.alive(), if l && r { 2 } else { 0 });
        drop(pair);
        assert_eq!(t.alive(), 0);
    }

    Heap::fail_after(Some(0));
    let made = t.make(1);
    let init = {
        let t = &t;
        try_init!(Pair { left: made, right <- value(t, 1, true) })
    };
    assert_eq!(KBox::init(init, GFP_KERNEL).err(), Some(ENOMEM));
    assert_eq!(t.alive(), 0);
}

#[pin_data]
struct Node {
    this: *const Node,
    #[pin]
    inner: Inner,
    #[pin]
    _pin: PhantomPinned,
}

#[pin_data(PinnedDrop)]
struct Inner {
    value: Tracked,
    step: u32,
}

#[pinned_drop]
impl PinnedDrop for Inner {
    fn drop(self: Pin<&mut Self>) {
        assert!(self.step < 100);
    }
}

impl Inner {
    fn new(value: Tracked, step: u32) -> impl PinInit<Self, Error> {
        try_pin_init!(Self {
            value,
            step: if step < 100 { step } else { return Err(EINVAL) },
        })
    }
}

fn node(t: &Tracker, step: u32) -> impl PinInit<Node, Error> {
    let value = t.make(step);
    pin_init!(&this in Node {
        this: this.as_ptr(),
        inner <- Inner::new(value, step),
        _pin: PhantomPinned,
    }? Error)
}

#[test]
fn pinned_struct() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let n = KBox::pin_init(node(&t, 7), GFP_KERNEL).unwrap();
    assert!(core::ptr::eq(n.this, &*n));
    assert_eq!(n.inner.value.value, 7);
    drop(n);
    assert_eq!(t.alive(), 0);
    assert_eq!(
        KBox::pin_init(node(&t, 100), GFP_KERNEL).err(),
        Some(EINVAL)
    );
    assert_eq!(t.alive(), 0);
}

mod other {
    use kernel::prelude::*;

    #[derive(Zeroable)]
    pub struct Settings<T> {
        pub low: T,
        pub high: T,
        pub name: [u8; 16],
    }
}

#[test]
fn paths_generics_and_zeroes() {
    let _heap = Heap::start();
    let s = KBox::init(
        init!(other::Settings::<u16> {
            low: 1,
            high: 2,
            name: [3; 16],
        }),
        GFP_KERNEL,
    )
    .unwrap();
    assert_eq!((s.low, s.high, s.name[15]), (1, 2, 3));

    let s = KBox::init(
        try_init!(other::Settings::<u8> {
            low: 1,
            ..Zeroable::init_zeroed()
        }),
        GFP_KERNEL,
    )
    .unwrap();
    assert_eq!((s.low, s.high, s.name), (1, 0, [0; 16]));
}

#[derive(Debug, PartialEq)]
enum Own {
    Memory,
    Other,
}

impl From<kernel::alloc::AllocError> for Own {
    fn from(_: kernel::alloc::AllocError) -> Self {
        Own::Memory
    }
}

#[test]
fn own_error_type() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let make = |ok: bool| {
        let left = if ok { Ok(t.make(1)) } else { Err(Own::Other) };
        let right = t.make(2);
        try_init!(Pair { left: left?, right }? Own)
    };
    assert!(KBox::try_init(make(true), GFP_KERNEL).is_ok());
    assert_eq!(
        KBox::try_init(make(false), GFP_KERNEL).err(),
        Some(Own::Other)
    );
    Heap::fail_after(Some(0));
    assert_eq!(
        KBox::try_init(make(true), GFP_KERNEL).err(),
        Some(Own::Memory)
    );
    assert_eq!(t.alive(), 0);
}

#[test]
fn write_into_existing_memory() {
    let _heap = Heap::start();
    let t = Tracker::default();
    let empty = KBox::<Node>::new_uninit(GFP_KERNEL).unwrap();
    let n: Pin<KBox<Node>> = empty.write_pin_init(node(&t, 1)).unwrap();
    drop(n);
    let empty = KBox::<Node>::new_uninit(GFP_KERNEL).unwrap();
    assert!(empty.write_pin_init(node(&t, 100)).is_err());
    assert_eq!(t.alive(), 0);
}

#[pin_data]
struct Ring<T: Copy, const N: usize> {
    slots: [T; N],
    #[pin]
    first: T,
    len: usize,
}

#[test]
fn earlier_fields_and_code_between() {
    let _heap = Heap::start();
    let seen = core::cell::Cell::new(0);
    let init = {
        let seen = &seen;
        pin_init!(&this in Ring::<u32, { 1 + 3 }> {
            slots: [6, 7, 8, 9],
            _: {
                seen.set(slots.len());
            },
            first <- slots[1],
            _: {
                // SAFETY: The field is initialised.
                let first = unsafe { (*this.as_ptr()).first };
                assert_eq!(first, 7);
            },
            len: slots.len() + *first as usize,
        })
    };
    let ring = KBox::pin_init(init, GFP_KERNEL).unwrap();
    assert_eq!(
        (ring.slots[3], ring.first, ring.len, seen.get()),
        (9, 7, 11, 4)
    );
}

#[test]
fn fields_in_any_order_are_dropped_in_reverse() {
    let log = std::rc::Rc::new(std::cell::RefCell::new(vec![]));
    struct Noisy(u8, std::rc::Rc<std::cell::RefCell<std::vec::Vec<u8>>>);
    impl Drop for Noisy {
        fn drop(&mut self) {
            self.1.borrow_mut().push(self.0);
        }
    }
    struct Three {
        a: Noisy,
        b: Noisy,
        c: u8,
    }
    let noisy = |n| Noisy(n, log.clone());
    let (b, a) = (noisy(2), noisy(1));
    let init = try_init!(Three {
        b,
        a,
        c: u8::try_from(300)?,
    });
    assert_eq!(KBox::init(init, GFP_KERNEL).err(), Some(EINVAL));
    assert_eq!(*log.borrow(), [1, 2]);
}

#[test]
fn earlier_fields_can_be_changed() {
    let _heap = Heap::start();
    struct Sums {
        list: KVec<u32>,
        sum: u32,
    }
    let init = try_init!(Sums {
        list: KVec::with_capacity(2, GFP_KERNEL)?,
        _: {
            list.push(3, GFP_KERNEL)?;
            list.push(4, GFP_KERNEL)?;
        },
        sum: list.drain_all().sum(),
        _: {
            *sum += 1;
        },
    });
    let sums = KBox::init(init, GFP_KERNEL).unwrap();
    assert_eq!((sums.list.len(), sums.sum), (0, 8));

    // What is pinned with the struct stays where it is.
    let init = pin_init!(Ring::<u32, 1> {
        slots: [5],
        first: 6,
        _: {
            let first: Pin<&mut u32> = first;
            let slots: &mut [u32; 1] = slots;
            core::mem::swap(first.get_mut(), &mut slots[0]);
        },
        len: 0,
    }? Error);
    let ring = KBox::pin_init(init, GFP_KERNEL).unwrap();
    assert_eq!((ring.slots, ring.first), ([6], 5));
}

#[test]
fn attributes_leave_fields_out() {
    let _heap = Heap::start();
    #[pin_data]
    struct Options {
        #[cfg(all())]
        #[pin]
        here: u8,
        #[cfg(any())]
        #[pin]
        away: Missing,
        #[cfg(any())]
        also: Missing,
        last: u8,
    }
    let t = &Tracker::default();
    let init = pin_init!(Options {
        #[cfg(all())]
        here: 1,
        #[cfg(any())]
        away <- Missing::new(),
        #[cfg(any())]
        also: Missing,
        #[cfg(any())]
        _: {
            missing();
        },
        #[cfg(all())]
        _: {
            drop(t.make(1));
        },
        #[allow(clippy::identity_op)]
        last: *here + 0,
    }? Error);
    let mut options = KBox::pin_init(init, GFP_KERNEL).unwrap();
    let OptionsProjection { here, last, .. } = options.as_mut().project();
    assert_eq!((*here, *last), (1, 1));

    let pair = try_init!(Pair {
        left: t.make(1),
        #[cfg(any())]
        right: missing(),
        #[cfg(not(any()))]
        right: t.make(if t.alive() == 1 {
            2
        } else {
            return Err(EINVAL);
        }),
    });
    assert_eq!(KBox::init(pair, GFP_KERNEL).unwrap().right.value, 2);
    assert_eq!(t.alive(), 0);
}

mod projected {
    use super::*;

    /// Generic in all that a struct can be.
    #[pin_data(PinnedDrop)]
    pub struct All<'a, T, const N: usize, F: ?Sized = u8>
    where
        T: PartialEq<[u8; N]> + 'a,
    {
        pub text: &'a str,
        pub(super) next: Option<&'a Self>,
        #[pin]
        value: T,
        bytes: [u8; N],
        #[pin]
        call: F,
    }

    #[pinned_drop]
    impl<T, const N: usize, F: ?Sized> PinnedDrop for All<'_, T, N, F>
    where
        T: PartialEq<[u8; N]>,
    {
        fn drop(self: Pin<&mut Self>) {
            *self.project().text = "";
        }
    }

    #[test]
    fn all_fields_at_once() {
        let _heap = Heap::start();
        let init = pin_init!(All {
            text: "a",
            next: None,
            value: [1, 2],
            bytes: [3, 4],
            call: || 7,
        }? Error);
        let mut all = KBox::pin_init(init, GFP_KERNEL).unwrap();
        let fields = all.as_mut().project();
        let value: Pin<&mut [u8; 2]> = fields.value;
        core::mem::swap(value.get_mut(), fields.bytes);
        *fields.text = "b";
        assert!(fields.next.is_none());
        assert_eq!((fields.call.as_ref().get_ref())(), 7);
        assert_eq!((all.text, all.value, all.bytes), ("b", [3, 4], [1, 2]));
    }

    #[test]
    fn of_an_unsized_struct() {
        #[pin_data]
        struct Tail<F: ?Sized> {
            count: u8,
            #[pin]
            call: F,
        }
        let tail = Tail {
            count: 1,
            call: || 8,
        };
        let tail: Pin<&mut Tail<_>> = core::pin::pin!(tail);
        let tail: Pin<&mut Tail<dyn Fn() -> u8>> = tail;
        let TailProjection { count, call, .. } = tail.project();
        *count += (call.as_ref().get_ref())();
        assert_eq!(*count, 9);
    }
}
