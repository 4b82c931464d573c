// SPDX-License-Identifier: GPL-2.0-only

//! The least free number is taken and given back.
#![forbid(unsafe_code)]

mod harness;

use harness::measure;
use kernel::{id_pool::IdPool, prelude::*};

module! {
    type: Ids,
    name: "ids_rust",
    description: "Benchmark: numbers that are free",
    license: "GPL",
}

const OPERATIONS: u32 = 100_000;
const TAKEN: usize = 1_000;
const NUMBERS: usize = 4_096;

fn use_one(pool: &mut IdPool) -> Result {
    for _ in 0..OPERATIONS {
        let id = pool.find_unused_id(0).ok_or(ENOSPC)?.acquire();
        pool.release_id(id);
    }
    Ok(())
}

struct Ids;

impl kernel::Module for Ids {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let mut pool = IdPool::with_capacity(NUMBERS, GFP_KERNEL)?;
        for _ in 0..TAKEN {
            pool.find_unused_id(0).ok_or(ENOSPC)?.acquire();
        }
        measure("take and give back", OPERATIONS, || use_one(&mut pool))?;
        Ok(Self)
    }
}
