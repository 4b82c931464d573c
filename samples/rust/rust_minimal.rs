// SPDX-License-Identifier: GPL-2.0-only

//! The smallest useful module: parameters, one allocation, two messages.
#![forbid(unsafe_code)]

use kernel::prelude::*;

module! {
    type: RustMinimal,
    name: "rust_minimal",
    description: "Minimal Rust sample",
    license: "GPL",
    params: {
        count: u32 {
            default: 3,
            description: "How many numbers to keep",
            permissions: 0o644,
        },
        offset: i64 {
            default: 69,
            description: "Added to every number",
            permissions: 0o444,
        },
        loud: bool {
            default: true,
            description: "Print the numbers when unloading",
        },
    },
}

struct RustMinimal {
    numbers: KVec<i64>,
}

impl kernel::Module for RustMinimal {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let count = module_parameters::count.value();
        let offset = module_parameters::offset.value();

        pr_info!("loading with count={count}, offset={offset}\n");
        pr_info!(
            "built {}\n",
            if cfg!(MODULE) { "as a module" } else { "in" }
        );

        let mut numbers = KVec::with_capacity(usize::try_from(count)?, GFP_KERNEL)?;
        for n in 0..i64::from(count) {
            let number = n.checked_add(offset).ok_or(EOVERFLOW)?;
            numbers.push(number, GFP_KERNEL)?;
        }
        Ok(Self { numbers })
    }
}

impl Drop for RustMinimal {
    fn drop(&mut self) {
        if module_parameters::loud.value() {
            pr_info!("numbers: {:?}\n", &self.numbers[..]);
        }
        pr_info!("unloading\n");
    }
}
