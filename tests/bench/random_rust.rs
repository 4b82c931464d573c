// SPDX-License-Identifier: GPL-2.0-only

//! Random numbers and bytes.
#![forbid(unsafe_code)]

mod harness;

use harness::measure;
use kernel::{prelude::*, random};

module! {
    type: Random,
    name: "random_rust",
    description: "Benchmark: random",
    license: "GPL",
}

const OPERATIONS: u32 = 10_000;

struct Random;

impl kernel::Module for Random {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let mut sum = 0u32;
        measure("number", OPERATIONS, || {
            for _ in 0..OPERATIONS {
                sum = sum.wrapping_add(random::u32());
            }
            Ok(())
        })?;
        measure("32 bytes", OPERATIONS, || {
            let mut bytes = [0; 32];
            for _ in 0..OPERATIONS {
                random::fill(&mut bytes);
                sum = sum.wrapping_add(bytes[0].into());
            }
            Ok(())
        })?;
        pr_info!("sum {sum}\n");
        Ok(Self)
    }
}
