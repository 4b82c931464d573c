// SPDX-License-Identifier: GPL-2.0-only

//! A module outside the tree that takes C names of its own from the bindings.

use core::mem::zeroed;
use kernel::{bindings, prelude::*};

module! {
    type: Names,
    name: "rust_names",
    license: "GPL",
}

struct Names;

impl kernel::Module for Names {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        // SAFETY: The pair is made of numbers, which may be zero.
        let mut pair: bindings::rust_names_pair = unsafe { zeroed() };
        pair.step = 2;
        // SAFETY: The task is alive as long as it runs this, and the pair is on its stack.
        let (same, first, second) = unsafe {
            (
                kernel::bindings::rust_names_is(bindings::get_current()),
                bindings::rust_names_add(&mut pair),
                bindings::rust_names_add(&mut pair),
            )
        };
        // The field's type is the tree's.
        let count: &bindings::atomic_t = &pair.count;
        pr_info!("{same} {first} {second} {}\n", count.counter);
        // SAFETY: The functions compute. In C one or both of the names stand for another.
        let hashes = unsafe { [bindings::hash_32(1, 32), bindings::__hash_32(1)] };
        pr_info!("{}\n", hashes == [bindings::GOLDEN_RATIO_32 as u32; 2]);
        pr_info!("{}\n", bindings::RUST_NAMES_CAST);
        // SAFETY: The function compares.
        let agree = unsafe {
            bindings::rust_names_agree(
                bindings::PAGE_SIZE as _,
                bindings::PAGE_MASK as _,
                bindings::GFP_KERNEL,
                (bindings::VM_READ | bindings::VM_GROWSDOWN) as _,
                bindings::RUST_NAMES_BIT as _,
            )
        };
        pr_info!("constants agree: {agree}\n");
        Ok(Self)
    }
}
