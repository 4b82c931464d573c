// SPDX-License-Identifier: GPL-2.0-only

//! A budget that other Rust modules take shares of. What is public here is their interface.
#![forbid(unsafe_code)]

use kernel::{
    prelude::*,
    sync::atomic::{Atomic, Full, Relaxed},
};

module! {
    type: RustExport,
    name: "rust_export",
    description: "Rust sample for a module that others use",
    license: "GPL",
}

/// What nobody has taken.
static LEFT: Atomic<u32> = Atomic::new(100);

/// A part of the budget. It goes back when this is dropped.
pub struct Share {
    amount: u32,
}

impl Share {
    /// Takes a part of the budget, or fails with `ENOSPC`.
    pub fn take(amount: u32) -> Result<Self> {
        let mut left = LEFT.load(Relaxed);
        loop {
            let rest = left.checked_sub(amount).ok_or(ENOSPC)?;
            match LEFT.cmpxchg(left, rest, Full) {
                Ok(_) => return Ok(Self { amount }),
                Err(now) => left = now,
            }
        }
    }

    /// How large the part is. Compiled into the caller.
    #[inline]
    pub fn amount(&self) -> u32 {
        self.amount
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        LEFT.fetch_add(self.amount, Full);
    }
}

/// What nobody has taken.
pub fn left() -> u32 {
    LEFT.load(Relaxed)
}

/// What a share is taken for. Other modules implement it.
pub trait Purpose {
    /// How much it takes.
    const AMOUNT: u32;

    /// What it gives.
    type Output;

    /// Runs while the share is held.
    fn run(&self, share: &Share) -> Self::Output;
}

/// Takes the share of a purpose for as long as that runs.
pub fn spend<P: Purpose>(purpose: &P) -> Result<P::Output> {
    let share = Share::take(P::AMOUNT)?;
    Ok(purpose.run(&share))
}

struct RustExport;

impl kernel::Module for RustExport {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        pr_info!("{} to give\n", left());
        Ok(Self)
    }
}

impl Drop for RustExport {
    fn drop(&mut self) {
        pr_info!("{} are back\n", left());
    }
}
