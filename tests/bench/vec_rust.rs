// SPDX-License-Identifier: GPL-2.0-only

//! A vector grows, number by number.
#![forbid(unsafe_code)]

mod harness;

use harness::measure;
use kernel::prelude::*;

module! {
    type: Vec,
    name: "vec_rust",
    description: "Benchmark: vec",
    license: "GPL",
}

const NUMBERS: u32 = 10_000;

struct Vec;

impl kernel::Module for Vec {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        measure("push", NUMBERS, || {
            let mut numbers = KVec::new();
            for number in 0..NUMBERS {
                numbers.push(number, GFP_KERNEL)?;
            }
            Ok(())
        })?;
        Ok(Self)
    }
}
