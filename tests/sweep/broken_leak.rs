// SPDX-License-Identifier: GPL-2.0-only

//! Forgets memory, which kmemleak must report.
#![forbid(unsafe_code)]

use kernel::prelude::*;

module! {
    type: BrokenLeak,
    name: "broken_leak",
    description: "Forgets memory",
    license: "GPL",
}

struct BrokenLeak;

impl kernel::Module for BrokenLeak {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        // Several, as a register or the stack may point to the last one.
        for value in 0..8u64 {
            lose(value)?;
        }
        Ok(Self)
    }
}

/// Its own function, whose name kmemleak still knows when that of `init` is gone with its code.
#[inline(never)]
fn lose(value: u64) -> Result {
    core::mem::forget(KBox::new([value; 32], GFP_KERNEL)?);
    Ok(())
}
