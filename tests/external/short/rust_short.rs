// SPDX-License-Identifier: GPL-2.0-only

//! Does not compile: C would have what its owner forgets, and that borrows what lives shorter.

use kernel::{
    block::mq::{gen_disk::GenDiskBuilder, Operations, Request, TagSet},
    debugfs::{Dir, Scope},
    prelude::*,
    sync::{
        aref::ARef,
        atomic::{Atomic, Relaxed},
        Arc,
    },
};

module! {
    type: Short,
    name: "rust_short",
    license: "GPL",
}

struct Short;

/// A folder in the root whose file shows a local variable.
fn folder_in_root() -> Result {
    let number = Atomic::new(1u32);
    let scope = Scope::dir(&number, c"short", |number, dir| {
        dir.read_only_file(c"number", &**number);
    });
    core::mem::forget(KBox::pin_init(scope, GFP_KERNEL)?);
    Ok(())
}

/// Likewise, in another folder.
fn folder(root: &Dir) -> Result {
    let number = Atomic::new(2u32);
    let scope = root.scope(&number, c"short", |number, dir| {
        dir.read_only_file(c"number", &**number);
    });
    core::mem::forget(KBox::pin_init(scope, GFP_KERNEL)?);
    Ok(())
}

/// Counts the requests of a disk.
struct Counting<'a>(&'a Atomic<u32>);

#[vtable]
impl<'a> Operations for Counting<'a> {
    type QueueData = KBox<&'a Atomic<u32>>;

    fn queue_rq(count: &&'a Atomic<u32>, rq: ARef<Request<Self>>, _is_last: bool) -> Result {
        count.add(1, Relaxed);
        Request::end_ok(rq).map_err(|_| EIO)
    }

    fn commit_rqs(_: &&'a Atomic<u32>) {}

    fn complete(_rq: ARef<Request<Self>>) {}
}

/// A disk that counts in a local variable.
fn disk() -> Result {
    let number = Atomic::new(3u32);
    let tags = Arc::pin_init(TagSet::<Counting<'_>>::new(1, 16, 1), GFP_KERNEL)?;
    let data = KBox::new(&number, GFP_KERNEL)?;
    let disk = GenDiskBuilder::new().build(fmt!("short"), tags, data)?;
    core::mem::forget(disk);
    Ok(())
}

impl kernel::Module for Short {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        folder_in_root()?;
        folder(&Dir::new(c"shorter"))?;
        disk()?;
        Ok(Self)
    }
}
