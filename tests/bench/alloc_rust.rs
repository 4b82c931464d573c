// SPDX-License-Identifier: GPL-2.0-only

//! Memory is allocated and freed.
#![forbid(unsafe_code)]

mod harness;

use harness::measure;
use kernel::prelude::*;

module! {
    type: Alloc,
    name: "alloc_rust",
    description: "Benchmark: alloc",
    license: "GPL",
}

const OPERATIONS: u32 = 10_000;

struct Alloc;

fn once<T>() -> Result {
    drop(KBox::<T>::new_uninit(GFP_KERNEL)?);
    Ok(())
}

impl kernel::Module for Alloc {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        measure("64 bytes", OPERATIONS, || {
            for _ in 0..OPERATIONS {
                once::<[u64; 8]>()?;
            }
            Ok(())
        })?;
        measure("4 KiB", OPERATIONS, || {
            for _ in 0..OPERATIONS {
                once::<[u64; 512]>()?;
            }
            Ok(())
        })?;
        Ok(Self)
    }
}
