// SPDX-License-Identifier: GPL-2.0-only

//! Tests of the `kernel` crate's logic on the host, and what they share.
//!
//! # What must not compile
//!
//! Allocation flags cannot be made from an integer, nor from the complement of other flags:
//!
//! ```compile_fail,E0423
//! let flags = kernel::alloc::Flags(0xffff_ffff);
//! ```
//!
//! ```compile_fail,E0277
//! let flags: kernel::alloc::Flags = 0x100_u32.into();
//! ```
//!
//! ```compile_fail,E0308
//! use kernel::prelude::*;
//! let v = KBox::new(1, !__GFP_NOWARN);
//! ```
//!
//! ```compile_fail,E0308
//! use kernel::prelude::*;
//! let flags = GFP_KERNEL | !__GFP_NOWARN;
//! ```
//!
//! Boxes and vectors share between threads only what their contents allow:
//!
//! ```compile_fail,E0277
//! fn send<T: Send>(_: T) {}
//! send(kernel::alloc::KVec::<std::rc::Rc<u8>>::new());
//! ```
//!
//! A drained vector stays borrowed, and a pinned value does not come out of its box:
//!
//! ```compile_fail,E0499
//! use kernel::prelude::*;
//! let mut v = kvec![1, 2].unwrap();
//! let drain = v.drain_all();
//! v.clear();
//! drop(drain);
//! ```
//!
//! ```compile_fail,E0308
//! use kernel::prelude::*;
//! let pinned = KBox::pin(1, GFP_KERNEL).unwrap();
//! KBox::into_inner(pinned);
//! ```
//!
//! A field that is initialised on its own has its type's alignment:
//!
//! ```compile_fail,E0793
//! use kernel::prelude::*;
//! #[repr(packed)]
//! struct Header { kind: u8, len: u32 }
//! let header = init!(Header { kind: 1, len: 2 });
//! ```
//!
//! ```compile_fail,E0793
//! use kernel::prelude::*;
//! #[pin_data]
//! #[repr(packed)]
//! struct Header { kind: u8, len: u32 }
//! let header = pin_init!(Header { kind: 1, len <- 2 });
//! ```
//!
//! A field that is pinned with its struct does not move, neither while the struct is built nor later:
//!
//! ```compile_fail,E0277
//! use core::marker::PhantomPinned;
//! use kernel::prelude::*;
//! #[pin_data]
//! struct Fixed { #[pin] place: PhantomPinned }
//! let init = pin_init!(Fixed {
//!     place: PhantomPinned,
//!     _: { *place.get_mut() = PhantomPinned; },
//! });
//! ```
//!
//! ```compile_fail,E0277
//! use core::marker::PhantomPinned;
//! use kernel::prelude::*;
//! #[pin_data]
//! struct Fixed { #[pin] place: PhantomPinned }
//! fn change(fixed: Pin<&mut Fixed>) {
//!     *fixed.project().place.get_mut() = PhantomPinned;
//! }
//! ```
//!
//! A guard stays with the task that took the lock, and so do a reader of RCU and the current task:
//!
//! ```compile_fail,E0277
//! fn send<T: Send>() {}
//! send::<kernel::sync::MutexGuard<'static, u32>>();
//! ```
//!
//! ```compile_fail,E0277
//! fn send<T: Send>() {}
//! send::<kernel::sync::rcu::Guard>();
//! ```
//!
//! ```compile_fail,E0277
//! fn sync<T: Sync>() {}
//! sync::<kernel::task::CurrentTask>();
//! ```
//!
//! ```compile_fail,E0515
//! fn escape() -> &'static kernel::task::CurrentTask {
//!     kernel::current!()
//! }
//! ```
//!
//! What is shared must be fit for it:
//!
//! ```compile_fail,E0277
//! fn send<T: Send>() {}
//! send::<kernel::sync::Arc<core::cell::Cell<u32>>>();
//! ```
//!
//! ```compile_fail,E0277
//! fn sync<T: Sync>() {}
//! sync::<kernel::sync::Mutex<std::rc::Rc<u32>>>();
//! ```
//!
//! ```compile_fail,E0277
//! fn sync<T: Sync>() {}
//! sync::<kernel::sync::MutexGuard<'static, core::cell::Cell<u32>>>();
//! ```
//!
//! ```compile_fail,E0277
//! fn sync<T: Sync>() {}
//! sync::<kernel::sync::SetOnce<core::cell::Cell<u32>>>();
//! ```
//!
//! ```compile_fail,E0277
//! fn send<T: Send>() {}
//! send::<kernel::sync::rwsem::WriteGuard<'static, u32>>();
//! ```
//!
//! ```compile_fail,E0277
//! fn send<T: Send>() {}
//! send::<kernel::sync::srcu::Guard<'static>>();
//! ```
//!
//! ```compile_fail,E0277
//! fn sync<T: Sync>() {}
//! sync::<kernel::sync::RwSemaphore<core::cell::Cell<u32>>>();
//! ```
//!
//! ```compile_fail,E0277
//! fn sync<T: Sync>() {}
//! sync::<kernel::revocable::Revocable<core::cell::Cell<u32>>>();
//! ```
//!
//! ```compile_fail,E0277
//! use kernel::{prelude::*, sync::new_seqlock};
//! let lock = KBox::pin_init(new_seqlock!(KVec::<u8>::new()), GFP_KERNEL);
//! ```
//!
//! ```compile_fail,E0277
//! use kernel::{prelude::*, sync::PerCpu};
//! let cells = PerCpu::new_with(GFP_KERNEL, |_| core::cell::Cell::new(0));
//! ```
//!
//! A section of RCU outlives what was found in it:
//!
//! ```compile_fail,E0505
//! fn keep(object: &kernel::revocable::Revocable<u32>) {
//!     let section = kernel::sync::rcu::read_lock();
//!     let found = object.try_access_with_guard(&section);
//!     drop(section);
//!     assert!(found.is_some());
//! }
//! ```
//!
//! Data under a lock elsewhere is seen by one at a time, or by all for reading:
//!
//! ```compile_fail,E0277
//! use core::cell::Cell;
//! use kernel::sync::{GlobalGuard, GlobalLockedBy};
//! kernel::sync::global_lock! { unsafe(uninit) static LOCK: Mutex<()> = (); }
//! fn read<'a>(cell: &'a GlobalLockedBy<Cell<u32>, LOCK>, guard: &'a GlobalGuard<LOCK>) {
//!     cell.as_ref(guard);
//! }
//! ```
//!
//! ```compile_fail,E0277
//! use core::cell::Cell;
//! fn read<'a>(data: &'a kernel::sync::LockedBy<Cell<u32>, u8>, owner: &'a u8) {
//!     data.access(owner);
//! }
//! ```
//!
//! ```compile_fail,E0499
//! fn twice(data: &kernel::sync::LockedBy<u32, u8>, owner: &mut u8) {
//!     let first = data.access_mut(owner);
//!     let second = data.access_mut(owner);
//!     core::mem::swap(first, second);
//! }
//! ```
//!
//! An owner without a size would have no address of its own:
//!
//! ```compile_fail,E0080
//! use kernel::{prelude::*, sync::{new_mutex, LockedBy}};
//! let lock = KBox::pin_init(new_mutex!(()), GFP_KERNEL).unwrap();
//! let data = LockedBy::new(&lock, 1);
//! ```
//!
//! A shared value is not changed, and one that is pinned under a lock is not moved:
//!
//! ```compile_fail,E0594
//! use kernel::{prelude::*, sync::Arc};
//! let mut arc = Arc::new(1, GFP_KERNEL).unwrap();
//! *arc += 1;
//! ```
//!
//! ```compile_fail,E0594
//! use core::marker::PhantomPinned;
//! use kernel::{prelude::*, sync::new_mutex};
//! let lock = KBox::pin_init(new_mutex!(PhantomPinned), GFP_KERNEL).unwrap();
//! *lock.lock() = PhantomPinned;
//! ```
//!
//! Orders that an operation does not have, and sums that a type does not have:
//!
//! ```compile_fail,E0277
//! use kernel::sync::atomic::{Atomic, Release};
//! Atomic::new(1).load(Release);
//! ```
//!
//! ```compile_fail,E0277
//! use kernel::sync::atomic::{Acquire, Atomic};
//! Atomic::new(1).store(2, Acquire);
//! ```
//!
//! ```compile_fail,E0599
//! use kernel::sync::atomic::{Atomic, Full};
//! Atomic::new(true).fetch_add(true, Full);
//! ```
//!
//! ```compile_fail,E0277
//! let points = kernel::sync::atomic::Atomic::new((1u8, 2u16));
//! ```

pub mod collections;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// A small generator of numbers: the same series for the same seed.
pub struct Random(u64);

impl Random {
    /// Starts a series.
    pub fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// The next number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % n.max(1)
    }
}

/// Counts the values that are alive, and finds those dropped twice.
#[derive(Clone, Default)]
pub struct Tracker {
    next: Rc<Cell<usize>>,
    alive: Rc<RefCell<std::collections::BTreeSet<usize>>>,
}

impl Tracker {
    /// A value with a number of its own, holding `value`.
    pub fn make(&self, value: u32) -> Tracked {
        let id = self.next.replace(self.next.get() + 1);
        self.alive.borrow_mut().insert(id);
        Tracked {
            value,
            id,
            tracker: self.clone(),
        }
    }

    /// How many are alive.
    pub fn alive(&self) -> usize {
        self.alive.borrow().len()
    }
}

/// A value that its [`Tracker`] knows.
pub struct Tracked {
    /// What it stands for.
    pub value: u32,
    id: usize,
    tracker: Tracker,
}

impl Clone for Tracked {
    fn clone(&self) -> Self {
        self.tracker.make(self.value)
    }
}

impl Drop for Tracked {
    fn drop(&mut self) {
        assert!(
            self.tracker.alive.borrow_mut().remove(&self.id),
            "dropped twice"
        );
    }
}

impl PartialEq<u32> for Tracked {
    fn eq(&self, other: &u32) -> bool {
        self.value == *other
    }
}

impl std::fmt::Debug for Tracked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.value)
    }
}
