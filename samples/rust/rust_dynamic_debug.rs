// SPDX-License-Identifier: GPL-2.0-only

//! Debug messages that users switch on and off: of the module and of a device.
#![forbid(unsafe_code)]

use kernel::{faux, prelude::*};

module! {
    type: RustDynamicDebug,
    name: "rust_dynamic_debug",
    description: "Rust dynamic debug sample",
    license: "GPL",
}

struct RustDynamicDebug {
    device: faux::Registration,
}

impl RustDynamicDebug {
    /// Says what it does.
    fn measure(&self) {
        for n in 1..=3 {
            let reading = || pr_debug!("reading {n}\n");
            reading();
            kernel::pr_debug_once!("the first of three\n");
            kernel::pr_debug_ratelimited!("not too often\n");
        }
        kernel::dev_dbg_once!(self.device.as_ref(), "measured {}\n", "once");
        dev_dbg!(self.device.as_ref(), "measured\n");
    }
}

impl kernel::Module for RustDynamicDebug {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let this = RustDynamicDebug {
            device: faux::Registration::new(c"rust_dynamic_debug", None)?,
        };
        pr_info!("nobody wants to know\n");
        pr_debug!("measuring\n");
        this.measure();
        Ok(this)
    }
}

impl Drop for RustDynamicDebug {
    fn drop(&mut self) {
        pr_debug!("measuring again\n");
        self.measure();
        pr_info!("unloading\n");
    }
}
