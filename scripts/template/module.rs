// SPDX-License-Identifier: GPL-2.0-only

//! A module for a kernel as it is.
#![forbid(unsafe_code)]

use kernel::prelude::*;

module! {
    type: State,
    name: "@NAME@",
    description: "A module in Rust",
    license: "GPL",
    params: {
        count: u32 {
            default: 3,
            description: "How many numbers to keep",
        },
    },
}

/// What the module keeps while it is loaded.
struct State {
    numbers: KVec<u32>,
}

impl kernel::Module for State {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let mut numbers = KVec::new();
        for number in 0..module_parameters::count.value() {
            numbers.push(number, GFP_KERNEL)?;
        }
        pr_info!("hello, {} numbers\n", numbers.len());
        Ok(State { numbers })
    }
}

impl Drop for State {
    fn drop(&mut self) {
        pr_info!("goodbye, {:?}\n", self.numbers);
    }
}
