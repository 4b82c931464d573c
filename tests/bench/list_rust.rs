// SPDX-License-Identifier: GPL-2.0-only

//! A member goes into a list and comes out.
#![forbid(unsafe_code)]

mod harness;

use harness::measure;
use kernel::{
    list::{impl_list_arc_safe, impl_list_item, List, ListArc, ListLinks},
    prelude::*,
};

module! {
    type: Lists,
    name: "list_rust",
    description: "Benchmark: list",
    license: "GPL",
}

const OPERATIONS: u32 = 100_000;

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
        for _ in 0..3 {
            list.push_back(ListArc::pin_init(
                try_pin_init!(Job { links <- ListLinks::new() }),
                GFP_KERNEL,
            )?);
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
