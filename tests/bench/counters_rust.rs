// SPDX-License-Identifier: GPL-2.0-only

//! Numbers that are added to: one for all, and one for each processor.
#![forbid(unsafe_code)]

mod harness;

use harness::measure;
use kernel::{
    prelude::*,
    sync::{
        atomic::{Atomic, Full, Relaxed},
        PerCpu,
    },
};

module! {
    type: Counters,
    name: "counters_rust",
    description: "Benchmark: counters",
    license: "GPL",
}

const OPERATIONS: u32 = 100_000;

static NUMBER: Atomic<u64> = Atomic::new(0);

struct Counters;

impl kernel::Module for Counters {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let numbers = PerCpu::<Atomic<u64>>::zeroed(GFP_KERNEL)?;
        let mut sum = 0u64;
        measure("atomic", OPERATIONS, || {
            for _ in 0..OPERATIONS {
                NUMBER.add(1u64, Relaxed);
            }
            Ok(())
        })?;
        measure("atomic, in order", OPERATIONS, || {
            for _ in 0..OPERATIONS {
                sum = sum.wrapping_add(NUMBER.fetch_add(1u64, Full));
            }
            Ok(())
        })?;
        measure("this processor's", OPERATIONS, || {
            for _ in 0..OPERATIONS {
                numbers.this_cpu_add(1);
            }
            Ok(())
        })?;
        pr_info!("sum {}\n", sum.wrapping_add(numbers.sum()));
        Ok(Self)
    }
}
