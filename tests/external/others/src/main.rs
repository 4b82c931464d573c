// SPDX-License-Identifier: GPL-2.0-only

//! A module of many files, none of them beside the Makefile.
#![forbid(unsafe_code)]

mod deep;
#[path = "../odd/place.rs"]
mod elsewhere;
mod near;

use kernel::prelude::*;

module! {
    type: Parts,
    name: "rust_parts",
    license: "GPL",
}

const TABLE: [u32; 3] = include!("../odd/table.in");

struct Parts;

impl kernel::Module for Parts {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        pr_info!(
            "{} {} {}\n",
            near::number(),
            deep::number(),
            elsewhere::number()
        );
        let text = include_str!("../odd/text.txt").trim_end();
        let bytes = include_bytes!("../odd/text.txt").len();
        pr_info!("{TABLE:?} {text} {bytes}\n");
        Ok(Self)
    }
}
