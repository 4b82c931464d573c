// SPDX-License-Identifier: GPL-2.0-only

//! The Rust half of a module, which takes the C half's header through `bindings`.

use kernel::{bindings, prelude::*};

module! {
    type: Bridge,
    name: "rust_bridge",
    license: "GPL",
}

struct Bridge;

impl kernel::Module for Bridge {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let span = bindings::bridge_span { from: 10, to: 50 };
        // SAFETY: The C half reads the span, which is alive, and computes.
        let (length, bias) = unsafe { (bindings::bridge_length(&span), bindings::bridge_bias()) };
        pr_info!("{length} {bias}, flag: {}\n", cfg!(bridge_flag));
        Ok(Self)
    }
}
