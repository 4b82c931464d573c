// SPDX-License-Identifier: GPL-2.0-only

//! A member goes into a list and comes out.
#![forbid(unsafe_code)]

mod harness;

use harness::measure;
use kernel::{
    list::{impl_list_arc_safe, impl_list_item, List, ListArc, ListLinks},
    prelude::*,
    sync::atomic::{Atomic, Relaxed},
};

module! {
    type: Lists,
    name: "list_rust",
    description: "Benchmark: list",
    license: "GPL",
}

const OPERATIONS: u32 = 100_000;
/// Read from memory, so that the compiler makes no copies of what adds one: in what C calls `__init` it makes
/// none.
static MEMBERS: Atomic<u32> = Atomic::new(3);

#[pin_data]
struct Job {
    #[pin]
    links: ListLinks,
}

impl_list_arc_safe! {
    impl ListArcSafe<0> for Job { untracked; }
}
impl_list_item! {
    impl ListItem<0> for Job { using ListLinks { self.links }; }
}

struct Lists;

impl kernel::Module for Lists {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let mut list = List::new();
        let mut members = 0u32;
        loop {
            list.push_back(ListArc::pin_init(
                try_pin_init!(Job { links <- ListLinks::new() }),
                GFP_KERNEL,
            )?);
            members = members.wrapping_add(1);
            if members >= MEMBERS.load(Relaxed) {
                break;
            }
        }
        measure("front to back", OPERATIONS, || {
            for _ in 0..OPERATIONS {
                let job = list.pop_front().ok_or(ENOENT)?;
                list.push_back(job);
            }
            Ok(())
        })?;
        Ok(Self)
    }
}
