// SPDX-License-Identifier: GPL-2.0-only

//! What a driver does with requests, and how C calls it.
//!
//! # Safety
//!
//! The functions of an [`OperationsTable`] are called for queues whose data is the driver's `QueueData`,
//! and for requests that come from its [`TagSet`](super::TagSet).

#![allow(unsafe_code)]

use super::request::Request;
use crate::{
    error::Result,
    ffi::c_int,
    sync::aref::ARef,
    types::{ForeignBorrowed, ForeignOwnable},
};
use core::marker::PhantomData;
#[cfg(RUST_HAVE_QUEUE_RQS)]
use core::ptr;
use macros::vtable;

/// What a driver does with requests. All of it may run on several processors at once.
#[vtable]
pub trait Operations: Sized {
    /// What the disk's queues have for the driver.
    type QueueData: ForeignOwnable + Sync;

    /// Called with a new request. The driver takes it and returns `Ok`; it ends it now or later.
    ///
    /// With an error the request ends with that error, unless it was ended or a reference to it was kept:
    /// then the error is ignored. `is_last` says that no other request follows at once.
    ///
    /// # Context
    ///
    /// Must not sleep.
    fn queue_rq(
        queue_data: ForeignBorrowed<'_, Self::QueueData>,
        rq: ARef<Request<Self>>,
        is_last: bool,
    ) -> Result;

    /// Called when requests were taken, and the one that was to be the last does not come.
    ///
    /// # Context
    ///
    /// Must not sleep.
    fn commit_rqs(queue_data: ForeignBorrowed<'_, Self::QueueData>);

    /// Called after [`Request::complete`], on the processor that the request comes from.
    ///
    /// # Context
    ///
    /// Softirq, or that of the caller.
    fn complete(rq: ARef<Request<Self>>);

    /// Called to look whether requests of a queue that is polled are done. Returns whether some are.
    fn poll() -> bool {
        false
    }
}

/// The functions that C calls, of a driver `T`.
pub(super) struct OperationsTable<T>(PhantomData<T>);

impl<T: Operations> OperationsTable<T> {
    pub(super) const TABLE: bindings::blk_mq_ops = {
        let mut table: bindings::blk_mq_ops = pin_init::zeroed();
        table.queue_rq = Some(Self::queue_rq);
        table.commit_rqs = Some(Self::commit_rqs);
        table.complete = Some(Self::complete);
        if T::HAS_POLL {
            table.poll = Poll::<T>::POLL;
        }
        #[cfg(RUST_HAVE_QUEUE_RQS)]
        {
            table.queue_rqs = List::<T>::QUEUE;
        }
        table
    };

    unsafe extern "C" fn queue_rq(
        hctx: *mut bindings::blk_mq_hw_ctx,
        bd: *const bindings::blk_mq_queue_data,
    ) -> bindings::blk_status_t {
        // SAFETY: C lends both for the call. The queue's data is there while requests are queued.
        let (data, rq, last) = unsafe {
            let data = T::QueueData::borrow((*(*hctx).queue).queuedata);
            (data, (*bd).rq, (*bd).last)
        };
        // SAFETY: The request is new, and C hands it over, unless it gets a status that says otherwise.
        unsafe { Request::<T>::queued(rq, |rq| T::queue_rq(data, rq, last)) }
    }

    /// All requests of a list, which C hands over at once.
    #[cfg(RUST_HAVE_QUEUE_RQS)]
    unsafe extern "C" fn queue_rqs<L>(list: *mut L) {
        // SAFETY: C lends the list for the call; its requests are those of a queue of the driver's, and
        // whoever takes them out has them.
        let mut next = unsafe { bindings::mq_list_pop(list.cast()) };
        while let Some(rq) = ptr::NonNull::new(next) {
            let rq = rq.as_ptr();
            // SAFETY: As above. The queue's data is there while requests are queued.
            let data = unsafe {
                next = bindings::mq_list_pop(list.cast());
                T::QueueData::borrow((*(*rq).q).queuedata)
            };
            let last = next.is_null();
            // SAFETY: The request is new and ours.
            let status = unsafe { Request::<T>::queued(rq, |rq| T::queue_rq(data, rq, last)) };
            if status != 0 {
                // SAFETY: With a status the request is still ours, and nobody refers to it.
                unsafe { bindings::mq_not_taken(rq, status) };
            }
        }
    }

    unsafe extern "C" fn commit_rqs(hctx: *mut bindings::blk_mq_hw_ctx) {
        // SAFETY: C lends the object for the call. The queue's data is there while requests are queued.
        T::commit_rqs(unsafe { T::QueueData::borrow((*(*hctx).queue).queuedata) })
    }

    unsafe extern "C" fn complete(rq: *mut bindings::request) {
        // SAFETY: C calls this once after `Request::complete()`, which has left it a reference.
        T::complete(unsafe { Request::completed(rq) })
    }

    unsafe extern "C" fn poll_queue(_: *mut bindings::blk_mq_hw_ctx) -> c_int {
        T::poll().into()
    }

    unsafe extern "C" fn poll_batch(
        _: *mut bindings::blk_mq_hw_ctx,
        _: *mut bindings::io_comp_batch,
    ) -> c_int {
        T::poll().into()
    }
}

/// The type that a tree gives to `queue_rqs()`, whose argument is a list of one kind or another.
#[cfg(RUST_HAVE_QUEUE_RQS)]
trait List<T>: Sized {
    const QUEUE: Self;
}

#[cfg(RUST_HAVE_QUEUE_RQS)]
impl<T: Operations, L> List<T> for Option<unsafe extern "C" fn(*mut L)> {
    const QUEUE: Self = Some(OperationsTable::<T>::queue_rqs);
}

/// The type that a tree gives to `poll()`: one of two.
trait Poll<T>: Sized {
    const POLL: Self;
}

impl<T: Operations> Poll<T>
    for Option<unsafe extern "C" fn(*mut bindings::blk_mq_hw_ctx) -> c_int>
{
    const POLL: Self = Some(OperationsTable::<T>::poll_queue);
}

impl<T: Operations> Poll<T>
    for Option<
        unsafe extern "C" fn(*mut bindings::blk_mq_hw_ctx, *mut bindings::io_comp_batch) -> c_int,
    >
{
    const POLL: Self = Some(OperationsTable::<T>::poll_batch);
}
