// SPDX-License-Identifier: GPL-2.0-only

//! Functions as work.
//!
//! # Safety
//!
//! The function in a [`ClosureWork`] is not pinned.

#![allow(unsafe_code)]

use super::{
    item::{impl_has_work, new_work, Work},
    pointer::WorkItem,
};
use crate::{
    alloc::{AllocError, Flags, KBox},
    init::InPlaceInit as _,
};
use core::pin::Pin;
use pin_init::{pin_data, pin_init};

/// A function that is called once.
#[pin_data]
pub(super) struct ClosureWork<T> {
    #[pin]
    work: Work<ClosureWork<T>>,
    func: Option<T>,
}

impl<T: FnOnce()> ClosureWork<T> {
    pub(super) fn new(func: T, flags: Flags) -> Result<Pin<KBox<Self>>, AllocError> {
        let init = pin_init!(Self {
            work <- new_work!("Queue::try_spawn"),
            func: Some(func),
        });
        KBox::pin_init(init, flags).map_err(|_| AllocError)
    }

    fn take(self: Pin<&mut Self>) -> Option<T> {
        // SAFETY: The function may move; the work does not.
        unsafe { self.get_unchecked_mut() }.func.take()
    }
}

impl_has_work! {
    impl{T} HasWork<Self> for ClosureWork<T> { self.work }
}

impl<T: FnOnce()> WorkItem for ClosureWork<T> {
    type Pointer = Pin<KBox<Self>>;

    fn run(mut this: Pin<KBox<Self>>) {
        if let Some(func) = this.as_mut().take() {
            func();
        }
    }
}
