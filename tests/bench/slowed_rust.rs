// SPDX-License-Identifier: GPL-2.0-only

//! Memory is allocated and freed, twice as often as it says: the bench must show that.
#![forbid(unsafe_code)]

mod harness;

use harness::measure;
use kernel::prelude::*;

module! {
    type: Slowed,
    name: "slowed_rust",
    description: "Benchmark: slowed",
    license: "GPL",
}

const OPERATIONS: u32 = 10_000;

struct Slowed;

fn once<T>() -> Result {
    drop(KBox::<T>::new_uninit(GFP_KERNEL)?);
    Ok(())
}

impl kernel::Module for Slowed {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        measure("64 bytes", OPERATIONS, || {
            for _ in 0..OPERATIONS * 2 {
                once::<[u64; 8]>()?;
            }
            Ok(())
        })?;
        Ok(Self)
    }
}
