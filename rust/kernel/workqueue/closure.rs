// SPDX-License-Identifier: GPL-2.0-only

//! Functions as work.

use super::{
    item::{impl_has_work, new_work, Work},
    pointer::WorkItem,
};
use crate::{
    alloc::{AllocError, Flags, KBox},
    init::InPlaceInit as _,
};
use core::{cell::Cell, pin::Pin};
use pin_init::{pin_data, pin_init};

/// A function that is called once.
#[pin_data]
pub(super) struct ClosureWork<T> {
    #[pin]
    work: Work<ClosureWork<T>>,
    func: Cell<Option<T>>,
}

impl<T: FnOnce()> ClosureWork<T> {
    pub(super) fn new(func: T, flags: Flags) -> Result<Pin<KBox<Self>>, AllocError> {
        let init = pin_init!(Self {
            work <- new_work!("Queue::try_spawn"),
            func: Cell::new(Some(func)),
        });
        KBox::pin_init(init, flags).map_err(|_| AllocError)
    }
}

impl_has_work! {
    impl{T} HasWork<Self> for ClosureWork<T> { self.work }
}

impl<T: FnOnce()> WorkItem for ClosureWork<T> {
    type Pointer = Pin<KBox<Self>>;

    fn run(this: Pin<KBox<Self>>) {
        if let Some(func) = this.func.take() {
            func();
        }
    }
}
