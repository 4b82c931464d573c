// SPDX-License-Identifier: GPL-2.0-only

//! A disk that takes each request at the second attempt, or none.

use kernel::{
    block::mq::{gen_disk, Operations, Request, TagSet},
    new_mutex,
    prelude::*,
    sync::{
        aref::ARef,
        atomic::{Atomic, Relaxed},
        Arc, Mutex,
    },
};

module! {
    type: Refusing,
    name: "rust_refusing",
    description: "Test of requests that are not taken",
    license: "GPL",
    params: {
        never: u8 {
            default: 0,
            description: "Whether all requests fail",
        },
    },
}

/// How often the driver was asked.
static ASKED: Atomic<u32> = Atomic::new(0);

struct Disk;

#[vtable]
impl Operations for Disk {
    type QueueData = ();

    fn queue_rq(_: (), rq: ARef<Request<Self>>, _is_last: bool) -> Result {
        if module_parameters::never.value() != 0 {
            return Err(EIO);
        }
        match ASKED.fetch_add(1u32, Relaxed) & 3 {
            // C has something like it when a driver is out of memory, and comes again.
            0 => Err(ENOMEM),
            2 => Err(EBUSY),
            _ => Request::end_ok(rq).map_err(|_| EIO),
        }
    }

    fn commit_rqs(_: ()) {}

    fn complete(rq: ARef<Request<Self>>) {
        let _ = Request::end_ok(rq);
    }
}

#[pin_data(PinnedDrop)]
struct Refusing {
    #[pin]
    _disk: Mutex<gen_disk::GenDisk<Disk>>,
}

fn disk() -> Result<gen_disk::GenDisk<Disk>> {
    let tags = Arc::pin_init(TagSet::new(1, 16, 1), GFP_KERNEL)?;
    gen_disk::GenDiskBuilder::new()
        .logical_block_size(512)?
        .capacity_sectors(256)
        .build(fmt!("refusing"), tags, ())
}

impl kernel::InPlaceModule for Refusing {
    fn init(_module: &'static ThisModule) -> impl PinInit<Self, Error> {
        try_pin_init!(Self {
            _disk <- new_mutex!(disk()?),
        })
    }
}

#[pinned_drop]
impl PinnedDrop for Refusing {
    fn drop(self: Pin<&mut Self>) {
        let asked = ASKED.load(Relaxed);
        pr_info!(
            "asked: {}, an even number: {}\n",
            asked != 0,
            asked & 1 == 0
        );
    }
}
