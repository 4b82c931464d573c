// SPDX-License-Identifier: GPL-2.0-only

//! Work that is done later, by a thread of the kernel's.
//!
//! A type with a [`Work`] field can be put into a [`Queue`]: in an [`Arc`](crate::sync::Arc), in a
//! `Pin<KBox<_>>` or in an [`ARef`](crate::sync::aref::ARef). The queue owns the pointer until it calls
//! [`WorkItem::run`] with it. A type may have several such fields, which the number `ID` tells apart.
//!
//! [`DelayedWork`] waits before it goes into a queue. [`cancel_sync`] and [`cancel_delayed_sync`] take
//! an item back, and its pointer with it. [`OwnedQueue`] is a queue of the driver's own.
//!
//! A module is not unloaded before all its work is done or cancelled, whatever queue it is in: its
//! state is dropped, and then waits for what is left. So work that is far away, or enqueues itself again,
//! is best cancelled when the state is dropped.
//!
//! C does not run an item twice at once. It goes by the item's address and function, and to C all items of
//! this module have one function, which is no module's. So [`WorkItem::run`] keeps its pointer as long as it
//! waits for other work: an item that lies where its own was before does not begin until it returns.
//!
//! C header: [`include/linux/workqueue.h`](srctree/include/linux/workqueue.h)
//!
//! # Examples
//!
//! Two kinds of work for one object:
//!
//! ```
//! use kernel::{
//!     prelude::*,
//!     sync::{atomic::{Atomic, Relaxed}, Arc, Completion},
//!     workqueue::{self, impl_has_work, new_work, Work, WorkItem},
//! };
//!
//! #[pin_data]
//! struct Sensor {
//!     level: Atomic<u32>,
//!     #[pin]
//!     done: Completion,
//!     #[pin]
//!     measure: Work<Sensor, 1>,
//!     #[pin]
//!     report: Work<Sensor, 2>,
//! }
//!
//! impl_has_work! {
//!     impl HasWork<Self, 1> for Sensor { self.measure }
//!     impl HasWork<Self, 2> for Sensor { self.report }
//! }
//!
//! impl WorkItem<1> for Sensor {
//!     type Pointer = Arc<Sensor>;
//!
//!     fn run(this: Arc<Sensor>) {
//!         this.level.store(7, Relaxed);
//!         let _ = workqueue::system().enqueue::<Arc<Sensor>, 2>(this);
//!     }
//! }
//!
//! impl WorkItem<2> for Sensor {
//!     type Pointer = Arc<Sensor>;
//!
//!     fn run(this: Arc<Sensor>) {
//!         this.done.complete_all();
//!     }
//! }
//!
//! let sensor = Arc::pin_init(
//!     pin_init!(Sensor {
//!         level: Atomic::new(0),
//!         done <- Completion::new(),
//!         measure <- new_work!("Sensor::measure"),
//!         report <- new_work!("Sensor::report"),
//!     }),
//!     GFP_KERNEL,
//! )?;
//! assert!(workqueue::system().enqueue::<_, 1>(sensor.clone()).is_ok());
//! sensor.done.wait_for_completion();
//! assert_eq!(sensor.level.load(Relaxed), 7);
//! # Ok::<(), Error>(())
//! ```

mod cancel;
#[allow(
    unsafe_code,
    reason = "macros find its work, and make the class of a lock"
)]
mod closure;
mod item;
mod pointer;
mod queue;
mod raw;

pub use self::cancel::{cancel_delayed_sync, cancel_sync};
pub use self::item::{
    impl_has_delayed_work, impl_has_work, new_delayed_work, new_work, DelayedWork, HasDelayedWork,
    HasWork, Work,
};
pub use self::pointer::{RawDelayedWorkItem, RawWorkItem, WorkItem, WorkItemPointer};
pub use self::queue::{
    system, system_bh, system_bh_highpri, system_freezable, system_freezable_power_efficient,
    system_highpri, system_long, system_power_efficient, system_unbound, OwnedQueue, Queue,
};
