// SPDX-License-Identifier: GPL-2.0-only

//! Drivers of disks that take requests from C's queues, one or several for each processor.
//!
//! A driver implements [`Operations`], makes a [`TagSet`], which has the memory for the requests that
//! can be under way at once, and then a disk, a [`GenDisk`](gen_disk::GenDisk), by a
//! [`GenDiskBuilder`](gen_disk::GenDiskBuilder).
//!
//! C calls [`Operations::queue_rq`] with a [`Request`]. The driver keeps the reference while it works on
//! it, and hands it to [`Request::end_ok`]. A request whose references are all gone without that fails:
//! the user gets `EIO`.
//!
//! C header: [`include/linux/blk-mq.h`](srctree/include/linux/blk-mq.h)
//!
//! # Examples
//!
//! ```
//! use kernel::{
//!     block::mq::{gen_disk, Operations, Request, TagSet},
//!     prelude::*,
//!     sync::{aref::ARef, Arc},
//! };
//!
//! /// Reads what is there, and writes nothing.
//! struct Null;
//!
//! #[vtable]
//! impl Operations for Null {
//!     type QueueData = ();
//!
//!     fn queue_rq(_: (), rq: ARef<Request<Self>>, _is_last: bool) -> Result {
//!         // Nobody else has a reference.
//!         Request::end_ok(rq).map_err(|_| EIO)
//!     }
//!
//!     fn commit_rqs(_: ()) {}
//!
//!     fn complete(rq: ARef<Request<Self>>) {
//!         // One that is still in use elsewhere fails when it is not any more.
//!         let _ = Request::end_ok(rq);
//!     }
//! }
//!
//! let tags: Arc<TagSet<Null>> = Arc::pin_init(TagSet::new(1, 16, 1), GFP_KERNEL)?;
//! let disk = gen_disk::GenDiskBuilder::new()
//!     .logical_block_size(512)?
//!     .capacity_sectors(8)
//!     .build(fmt!("doc-null"), tags, ())?;
//! # drop(disk);
//! # Ok::<(), Error>(())
//! ```

pub mod gen_disk;
mod operations;
mod queues;
mod request;

pub use self::operations::Operations;
pub use self::queues::TagSet;
pub use self::request::Request;
