// SPDX-License-Identifier: GPL-2.0-only

//! A module outside the tree that uses more of `core` than the image offers.
#![forbid(unsafe_code)]

use kernel::prelude::*;

module! {
    type: Outside,
    name: "rust_outside",
    authors: ["Somebody"],
    description: "Module outside the tree",
    license: "GPL",
}

struct Outside {
    numbers: KVec<u32>,
}

impl kernel::Module for Outside {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let mut numbers = KVec::new();
        for word in "7 3 12 6".split_whitespace() {
            numbers.push(word.parse().map_err(|_| EINVAL)?, GFP_KERNEL)?;
        }
        numbers.sort_unstable();
        let large = u128::from(u64::MAX) * 10;
        pr_info!(
            "{:?}, {large}, {:?}\n",
            &numbers[..],
            "grün".char_indices().last()
        );
        Ok(Self { numbers })
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        pr_info!("{} numbers\n", self.numbers.len());
    }
}
