// SPDX-License-Identifier: GPL-2.0-only

//! A counter of references goes up and down, alone and as that of an object.
#![forbid(unsafe_code)]

mod harness;

use harness::measure;
use kernel::{
    prelude::*,
    sync::{Arc, Refcount},
};

module! {
    type: Counts,
    name: "refcount_rust",
    description: "Benchmark: refcount",
    license: "GPL",
}

const OPERATIONS: u32 = 100_000;

static COUNT: Refcount = Refcount::new(1);

struct Counts;

impl kernel::Module for Counts {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        measure("refcount", OPERATIONS, || {
            for _ in 0..OPERATIONS {
                COUNT.inc();
                COUNT.dec();
            }
            Ok(())
        })?;
        let object = Arc::new(0u64, GFP_KERNEL)?;
        measure("object", OPERATIONS, || {
            for _ in 0..OPERATIONS {
                drop(object.clone());
            }
            Ok(())
        })?;
        Ok(Self)
    }
}
