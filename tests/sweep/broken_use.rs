// SPDX-License-Identifier: GPL-2.0-only

//! Reads memory that it has freed, which KASAN must report.

use kernel::prelude::*;

module! {
    type: BrokenUse,
    name: "broken_use",
    description: "Uses memory after it has freed it",
    license: "GPL",
}

struct BrokenUse;

impl kernel::Module for BrokenUse {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let boxed = KBox::new([7u64; 8], GFP_KERNEL)?;
        let pointer: *const u64 = &boxed[3];
        drop(boxed);
        // SAFETY: None: the memory is freed. That this is noticed is what the module is for.
        pr_info!("read {}\n", unsafe { pointer.read_volatile() });
        Ok(Self)
    }
}
