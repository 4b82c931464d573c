// SPDX-License-Identifier: GPL-2.0-only

//! Taking work back.

use super::{
    item::{HasDelayedWork, HasWork},
    pointer::{self, WorkItem},
};
use crate::sync::Arc;

/// Takes an item out of its queue, and waits if it is running. An item that still waits before it goes into
/// the queue is taken out as well.
///
/// Returns the pointer that the queue had; the item is not run for it then. `None` if the item was in
/// no queue. In either case it is not running when this returns, unless somebody else enqueued it
/// again.
///
/// # Context
///
/// May sleep. Not by the item itself, which would wait for its own end, nor while holding a lock that
/// it takes.
///
/// # Examples
///
/// See [`cancel_delayed_sync`].
pub fn cancel_sync<T, const ID: u64>(item: &Arc<T>) -> Option<Arc<T>>
where
    T: WorkItem<ID, Pointer = Arc<T>> + HasWork<T, ID>,
{
    pointer::cancel(item)
}

/// Like [`cancel_sync`], for an item that may still wait before it goes into the queue.
///
/// # Context
///
/// May sleep. Not by the item itself, nor while holding a lock that it takes.
///
/// # Examples
///
/// ```
/// use kernel::{
///     prelude::*,
///     sync::{atomic::{Atomic, Relaxed}, Arc},
///     workqueue::{
///         self, cancel_delayed_sync, cancel_sync, impl_has_delayed_work, new_delayed_work,
///         DelayedWork, WorkItem,
///     },
/// };
///
/// static GONE: Atomic<u32> = Atomic::new(0);
///
/// #[pin_data(PinnedDrop)]
/// struct Timeout {
///     #[pin]
///     work: DelayedWork<Timeout>,
/// }
///
/// impl_has_delayed_work! {
///     impl HasDelayedWork<Self> for Timeout { self.work }
/// }
///
/// impl WorkItem for Timeout {
///     type Pointer = Arc<Timeout>;
///
///     fn run(_: Arc<Timeout>) {}
/// }
///
/// #[pinned_drop]
/// impl PinnedDrop for Timeout {
///     fn drop(self: Pin<&mut Self>) {
///         GONE.add(1u32, Relaxed);
///     }
/// }
///
/// let timeout = Arc::pin_init(pin_init!(Timeout { work <- new_delayed_work!() }), GFP_KERNEL)?;
/// let later = kernel::time::msecs_to_jiffies(1_000_000);
/// assert!(workqueue::system().enqueue_delayed(timeout.clone(), later).is_ok());
/// // It waits already, and the pointer comes back.
/// assert!(workqueue::system().enqueue_delayed(timeout.clone(), later).is_err());
///
/// // The queue's pointer comes back, and so nothing keeps the object alive.
/// assert!(cancel_delayed_sync(&timeout).is_some());
/// assert!(cancel_delayed_sync(&timeout).is_none());
/// assert!(workqueue::system().enqueue_delayed(timeout.clone(), later).is_ok());
/// assert!(cancel_sync(&timeout).is_some());
/// let before = GONE.load(Relaxed);
/// drop(timeout);
/// assert_eq!(GONE.load(Relaxed), before + 1);
/// # Ok::<(), Error>(())
/// ```
pub fn cancel_delayed_sync<T, const ID: u64>(item: &Arc<T>) -> Option<Arc<T>>
where
    T: WorkItem<ID, Pointer = Arc<T>> + HasDelayedWork<T, ID>,
{
    pointer::cancel_delayed(item)
}
