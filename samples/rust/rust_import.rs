// SPDX-License-Identifier: GPL-2.0-only

//! A module that takes shares of the budget in `rust_export`, which stays loaded as long as this is.
#![forbid(unsafe_code)]

use kernel::prelude::*;
use rust_export::{left, spend, Purpose, Share};

module! {
    type: RustImport,
    name: "rust_import",
    description: "Rust sample for a module that uses another",
    license: "GPL",
}

/// Looks at the share that it was given.
struct Look {
    what: &'static str,
}

impl Purpose for Look {
    const AMOUNT: u32 = 25;
    type Output = u32;

    fn run(&self, share: &Share) -> u32 {
        pr_info!(
            "{} has {}, {} are left\n",
            self.what,
            share.amount(),
            left()
        );
        share.amount()
    }
}

struct RustImport {
    held: Share,
}

impl kernel::Module for RustImport {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let held = Share::take(60)?;
        let spent = spend(&Look { what: "a look" })?;
        pr_info!("spent {spent}, {} are left\n", left());
        if Share::take(41).err() == Some(ENOSPC) {
            pr_info!("41 are too many\n");
        }
        Ok(Self { held })
    }
}

impl Drop for RustImport {
    fn drop(&mut self) {
        pr_info!("gives {} back\n", self.held.amount());
    }
}
