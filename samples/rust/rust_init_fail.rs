// SPDX-License-Identifier: GPL-2.0-only

//! An initialisation that fails half-way: what it had taken is given back, and the
//! error number reaches whoever loads the module.
#![forbid(unsafe_code)]

use kernel::prelude::*;

module! {
    type: RustInitFail,
    name: "rust_init_fail",
    description: "Rust sample whose initialisation fails on request",
    license: "GPL",
    params: {
        errno: i32 {
            default: 19,
            description: "Error number to fail with; 0 loads the module",
            permissions: 0o444,
        },
    },
}

/// A step of the initialisation that says when it is undone.
struct Step(&'static str);

impl Step {
    fn new(name: &'static str) -> Self {
        pr_info!("{name}: done\n");
        Self(name)
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        pr_info!("{}: undone\n", self.0);
    }
}

struct RustInitFail {
    _first: Step,
    _second: KBox<Step>,
}

impl kernel::Module for RustInitFail {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let first = Step::new("first step");
        let second = KBox::new(Step::new("second step"), GFP_KERNEL)?;

        match module_parameters::errno.value() {
            0 => Ok(Self {
                _first: first,
                _second: second,
            }),
            errno @ 1..=4095 => {
                let error = Error::from_errno(-errno);
                pr_info!("failing with {error:?}\n");
                Err(error)
            }
            _ => Err(EINVAL),
        }
    }
}
