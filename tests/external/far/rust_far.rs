// SPDX-License-Identifier: GPL-2.0-only

//! Uses a module of another folder, and takes a C name that the tree has no use for.

use kernel::{bindings, prelude::*};
use rust_shape::{largest, Rectangle, Shape};

module! {
    type: Far,
    name: "rust_far",
    license: "GPL",
}

struct Far;

impl kernel::Module for Far {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let rectangles = [1, 3, 2].map(|width| Rectangle { width, height: 5 });
        let shapes = rectangles
            .each_ref()
            .map(|rectangle| -> &dyn Shape { rectangle });
        // SAFETY: The function computes.
        let same = unsafe { bindings::hash_32(1, 32) == bindings::hash_32(1, 32) };
        pr_info!("{:?} {same}\n", largest(&shapes).map(|shape| shape.area()));
        Ok(Self)
    }
}
