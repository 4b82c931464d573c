// SPDX-License-Identifier: GPL-2.0-only

//! Memory for requests.
//!
//! # Safety
//!
//! A [`TagSet`] is known to C from the end of its initialisation until it is dropped. The functions in it
//! are for its `T`.

#![allow(unsafe_code)]

use super::{operations::OperationsTable, request::State, Operations};
use crate::{
    error::{self, code::EINVAL, to_result},
    ffi::c_uint,
    types::Opaque,
};
use core::{marker::PhantomData, pin::Pin, ptr};
use pin_init::{pin_data, pin_init, pinned_drop, PinInit};

/// Memory for the requests that can be under way at once, for one disk or several.
///
/// # Invariants
///
/// `inner` was initialised by `blk_mq_alloc_tag_set()`, with the functions of `T`, and room for a
/// [`State`] behind each request.
#[pin_data(PinnedDrop)]
#[repr(transparent)]
pub struct TagSet<T: Operations> {
    #[pin]
    inner: Opaque<bindings::blk_mq_tag_set>,
    _driver: PhantomData<fn(T)>,
}

// SAFETY: A tag set may be freed by any task.
unsafe impl<T: Operations> Send for TagSet<T> {}

// SAFETY: C locks what it changes. There is no `T` in here.
unsafe impl<T: Operations> Sync for TagSet<T> {}

impl<T: Operations> TagSet<T> {
    /// Makes one for `nr_hw_queues` queues, with `num_tags` requests each. `num_maps` is the number of
    /// kinds of queues: 1, or up to 3 if some are for reading alone or are polled.
    ///
    /// # Errors
    ///
    /// `EINVAL` for numbers that C does not take, `ENOMEM` without memory.
    ///
    /// # Context
    ///
    /// May sleep. So may dropping it.
    pub fn new(
        nr_hw_queues: u32,
        num_tags: u32,
        num_maps: u32,
    ) -> impl PinInit<Self, error::Error> {
        // INVARIANT: `blk_mq_alloc_tag_set()` runs on the field.
        pin_init!(Self {
            inner <- Opaque::try_ffi_init(move |slot: *mut bindings::blk_mq_tag_set| {
                if num_maps == 0 || num_maps > bindings::hctx_type_HCTX_MAX_TYPES {
                    return Err(EINVAL);
                }
                // SAFETY: An initialiser's slot may be written. The object consists of numbers,
                // pointers and lists, which C wants as zeroes.
                let set = unsafe {
                    ptr::write_bytes(slot, 0, 1);
                    &mut *slot
                };
                set.ops = &OperationsTable::<T>::TABLE;
                set.nr_hw_queues = nr_hw_queues;
                set.queue_depth = num_tags;
                set.nr_maps = num_maps;
                set.numa_node = bindings::NUMA_NO_NODE;
                set.cmd_size = size_of::<State>() as c_uint;
                set.flags = bindings::safe::mq_default_flags();
                // SAFETY: The object is as C wants it, and pinned. The functions live forever.
                to_result(unsafe { bindings::blk_mq_alloc_tag_set(slot) })
            }),
            _driver: PhantomData,
        }? error::Error)
    }

    /// The tag set, for C.
    pub(super) fn as_raw(&self) -> *mut bindings::blk_mq_tag_set {
        self.inner.get()
    }
}

#[pinned_drop]
impl<T: Operations> PinnedDrop for TagSet<T> {
    fn drop(self: Pin<&mut Self>) {
        // SAFETY: By the type's invariant. No disk uses it: each has a reference to it, until its
        // requests are ended and no new ones come.
        unsafe { bindings::blk_mq_free_tag_set(self.inner.get()) };
    }
}
