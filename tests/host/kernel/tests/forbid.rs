// SPDX-License-Identifier: GPL-2.0-only

//! A driver that forbids `unsafe` may use every macro of this part.

#![forbid(unsafe_code)]
#![deny(warnings)]

use kernel::{
    list::{impl_list_arc_safe, impl_list_item, AtomicTracker, List, ListArc, ListLinks},
    prelude::*,
    sync::{new_condvar, new_mutex, new_spinlock, Arc, CondVar, Mutex, SpinLock},
};

#[pin_data]
struct Driver {
    buffer: KVec<u8>,
    #[pin]
    state: State,
}

#[pin_data]
#[derive(Zeroable)]
struct State {
    count: u32,
    last: u32,
}

impl Driver {
    fn new(n: usize) -> impl PinInit<Self, Error> {
        try_pin_init!(Self {
            buffer: KVec::from_elem(0, n, GFP_KERNEL)?,
            _: {
                assert_eq!(buffer.len(), n);
            },
            state <- pin_init!(State {
                count: 1,
                ..Zeroable::init_zeroed()
            }),
        })
    }
}

#[test]
fn safe_code_alone() -> Result {
    let driver = KBox::pin_init(Driver::new(4), GFP_KERNEL)?;
    assert_eq!(
        (driver.buffer.len(), driver.state.count, driver.state.last),
        (4, 1, 0)
    );
    let state = KBox::init(init!(State { count: 1, last: 2 }), GFP_KERNEL)?;
    assert_eq!(kvec![state.count, state.last]?, [1, 2]);
    Ok(())
}

#[pin_data]
struct Shared {
    #[pin]
    slow: Mutex<u32>,
    #[pin]
    fast: SpinLock<u32>,
    #[pin]
    changed: CondVar,
}

#[test]
fn locks_without_unsafe() -> Result {
    let init = pin_init!(Shared {
        slow <- new_mutex!(1, "slow"),
        fast <- new_spinlock!(2),
        changed <- new_condvar!(),
    });
    let shared = Arc::pin_init(init, GFP_KERNEL)?;
    *shared.slow.lock() += *shared.fast.lock();
    shared.changed.notify_all();
    assert_eq!(*shared.slow.lock(), 3);
    assert!(current!().pid() > 0);
    Ok(())
}

#[pin_data]
struct Job {
    id: u32,
    #[pin]
    tracker: AtomicTracker,
    #[pin]
    links: ListLinks,
}

impl_list_arc_safe! {
    impl ListArcSafe<0> for Job { tracked_by tracker: AtomicTracker; }
}
impl_list_item! {
    impl ListItem<0> for Job { using ListLinks { self.links }; }
}

#[test]
fn lists_without_unsafe() -> Result {
    let init = try_pin_init!(Job {
        id: 3,
        tracker <- AtomicTracker::new(),
        links <- ListLinks::new(),
    });
    let job = Arc::pin_init(init, GFP_KERNEL)?;
    let mut jobs = List::new();
    jobs.push_back(ListArc::try_from_arc(job.clone()).map_err(|_| EBUSY)?);
    assert_eq!(jobs.remove_member(&job).map(|job| job.id), Some(3));
    Ok(())
}
