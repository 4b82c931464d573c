// SPDX-License-Identifier: GPL-2.0-only

//! A module with parameters, for its size.
#![forbid(unsafe_code)]

use kernel::prelude::*;

module! {
    type: Params,
    name: "params_rust",
    description: "Benchmark: params",
    license: "GPL",
    params: {
        count: u32 {
            default: 3,
            description: "How many",
        },
        offset: u64 {
            default: 69,
            description: "From where",
        },
        verbose: bool {
            default: false,
            description: "Whether to say more",
        },
    },
}

struct Params;

impl kernel::Module for Params {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        pr_info!(
            "count {}, offset {}, verbose {}\n",
            module_parameters::count.value(),
            module_parameters::offset.value(),
            module_parameters::verbose.value()
        );
        Ok(Self)
    }
}
