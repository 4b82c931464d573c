// SPDX-License-Identifier: GPL-2.0-only

//! The kernel crate's files of deferred work, without queues of C's.

#[allow(dead_code)]
#[path = "../../../../../rust/kernel/workqueue/cancel.rs"]
mod cancel;
#[allow(dead_code)]
#[path = "../../../../../rust/kernel/workqueue/item.rs"]
mod item;
#[allow(dead_code)]
#[path = "../../../../../rust/kernel/workqueue/pointer.rs"]
mod pointer;
#[allow(dead_code)]
#[path = "../../../../../rust/kernel/workqueue/raw.rs"]
mod raw;

pub use self::{cancel::*, item::*, pointer::*};

use bindings::workqueue_struct;

/// As `Queue::enqueue_delayed()`.
pub(crate) fn enqueue<W: RawDelayedWorkItem<0>>(
    queue: &'static workqueue_struct,
    item: W,
) -> W::EnqueueOutput {
    let queue = (&raw const *queue).cast_mut();
    // SAFETY: The queue is alive, and the item is that of an object that is given away.
    unsafe { item.__enqueue(move |work| raw::enqueue_delayed(queue, work, 0)) }
}
