// SPDX-License-Identifier: GPL-2.0-only

//! A number is read under RCU.
#![forbid(unsafe_code)]

mod harness;

use harness::measure;
use kernel::{
    prelude::*,
    sync::{
        atomic::{Atomic, Relaxed},
        rcu,
    },
};

module! {
    type: Readers,
    name: "rcu_rust",
    description: "Benchmark: rcu",
    license: "GPL",
}

const OPERATIONS: u32 = 100_000;

static NUMBER: Atomic<u64> = Atomic::new(1);

fn sum_of_reads(mut sum: u64) -> u64 {
    for _ in 0..OPERATIONS {
        let _guard = rcu::read_lock();
        sum = sum.wrapping_add(NUMBER.load(Relaxed));
    }
    sum
}

struct Readers;

impl kernel::Module for Readers {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let mut sum = 0;
        measure("read", OPERATIONS, || {
            sum = sum_of_reads(sum);
            Ok(())
        })?;
        pr_info!("sum {sum}\n");
        Ok(Self)
    }
}
