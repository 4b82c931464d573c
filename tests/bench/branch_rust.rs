// SPDX-License-Identifier: GPL-2.0-only

//! A static key is looked at, while it is off and while it is on.

mod harness;

use harness::measure;
use kernel::{bindings, jump_label::static_branch_unlikely, prelude::*};

module! {
    type: Branches,
    name: "branch_rust",
    description: "Benchmark: static branch",
    license: "GPL",
}

const OPERATIONS: u32 = 100_000;

/// SAFETY: A key of zeroes is one that is off.
static mut KEY: bindings::static_key_false = unsafe { core::mem::zeroed() };

/// Counts how often the key is on.
#[inline(never)]
fn look(mut sum: u32) -> u32 {
    for _ in 0..OPERATIONS {
        // SAFETY: The key is initialised.
        if unsafe { static_branch_unlikely!(KEY, bindings::static_key_false, key) } {
            sum = sum.wrapping_add(1);
        }
    }
    sum
}

struct Branches;

impl kernel::Module for Branches {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let mut sum = 0;
        measure("off", OPERATIONS, || {
            sum = look(sum);
            Ok(())
        })?;
        let off = sum;
        // SAFETY: A key that is initialised, and that nobody else knows.
        unsafe { bindings::static_key_enable(&raw mut KEY.key) };
        measure("on", OPERATIONS, || {
            sum = look(sum);
            Ok(())
        })?;
        // The code has followed the key.
        if off != 0 || sum == 0 {
            return Err(EINVAL);
        }
        Ok(Self)
    }
}
