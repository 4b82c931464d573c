// SPDX-License-Identifier: GPL-2.0-only

//! An array of pointers is filled, and read.
#![forbid(unsafe_code)]

mod harness;

use harness::measure;
use kernel::{
    prelude::*,
    xarray::{AllocKind, XArray},
};

module! {
    type: Arrays,
    name: "xarray_rust",
    description: "Benchmark: xarray",
    license: "GPL",
}

const ENTRIES: u32 = 1_000;

fn store(array: &XArray<KBox<u32>>) -> Result {
    for number in 0..ENTRIES {
        let value = KBox::new(number, GFP_KERNEL)?;
        // What was there goes when the lock is given up.
        let _old = array.lock().store(number as usize, value, GFP_KERNEL)?;
    }
    Ok(())
}

fn load(array: &XArray<KBox<u32>>) -> Result {
    for number in 0..ENTRIES {
        if array.lock().get(number as usize) != Some(&number) {
            return Err(ENOENT);
        }
    }
    Ok(())
}

struct Arrays;

impl kernel::Module for Arrays {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let array = KBox::pin_init(XArray::new(AllocKind::Alloc), GFP_KERNEL)?;
        measure("store", ENTRIES, || store(&array))?;
        measure("load", ENTRIES, || load(&array))?;
        Ok(Self)
    }
}
